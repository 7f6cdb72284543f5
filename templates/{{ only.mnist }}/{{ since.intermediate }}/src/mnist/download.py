"""Fetch all 70,000 digits of MNIST (11 MB); from then on everything here uses them.

Run it with `uv run download`. Stop it when you like: the same command goes on where it was.
"""

import argparse
import gzip
import hashlib
import urllib.error
import urllib.request
import zlib
from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from pathlib import Path

import numpy as np
from tqdm import tqdm

from . import data
from .errors import UserError, reported

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
PIECE = 64 * 1024  # bytes that are read at a time
PATIENCE = 30  # seconds without a byte before we give up

# sha256 of what is inside the files: the same images can be compressed in more than one way.
CONTENT = {
    "train-images-idx3-ubyte.gz": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "train-labels-idx1-ubyte.gz": (
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
}


class DownloadError(UserError):
    """A file that could not be fetched, or is not the one it should be."""


def download(url: str, file: Path) -> Path:
    """Fetch the four files of MNIST, check them, and put all digits into one .npz file.

    A part that has arrived is kept beside it, and a later call goes on from there. Raises
    DownloadError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")  # too big to commit
    arrays = []
    for name, digest in CONTENT.items():
        part = file.with_name(f"{name}.part")
        if _content(part) != digest:
            _fetch(f"{url.rstrip('/')}/{name}", part)
        if _content(part) != digest:
            part.unlink()
            raise DownloadError(
                f"`{name}` from {url} is not the published file, so it was thrown away. Try again."
            )
        arrays.append(read_idx(gzip.decompress(part.read_bytes())))
    images, labels = np.concatenate(arrays[::2]), np.concatenate(arrays[1::2])
    fresh = file.with_suffix(".new.npz")
    np.savez_compressed(fresh, images=images, labels=labels, official=len(arrays[-1]))
    fresh.replace(file)
    for name in CONTENT:
        file.with_name(f"{name}.part").unlink()
    return file


def read_idx(content: bytes) -> np.ndarray:
    """Return the numbers in a file of MNIST, in the shape that the file states.

    The format (IDX): two zeros, 8 for "bytes", the number of dimensions; then each dimension as
    four bytes, the most significant first; then the numbers, one byte each.
    """
    start = 4 + 4 * content[3]
    shape = np.frombuffer(content[4:start], dtype=">u4").astype(int)
    return np.frombuffer(content[start:], dtype=np.uint8).reshape(shape)


def _fetch(url: str, part: Path) -> None:
    """Append to `part` what it lacks of the file at `url`."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            if answer.status != 206:  # the server sends all of it: begin anew
                have = 0
            total = have + int(answer.headers.get("Content-Length") or 0)
            _copy(answer, part, have, total)
    except urllib.error.HTTPError as problem:
        if problem.code == 416:  # nothing is left to send
            return
        raise DownloadError(f"{url} answers {problem.code} ({problem.reason}).") from None
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as problem:
        reason = getattr(problem, "reason", None) or problem
        raise DownloadError(
            f"Cannot fetch {url} ({reason}). Are you online? What has arrived is kept; "
            "run `uv run download` again. Until then, training uses the 5,000 digits in the repo."
        ) from None
    except ValueError:
        raise DownloadError(f"`{url}` is no address. It begins with https://") from None
    if part.stat().st_size < total:
        raise DownloadError(
            f"The connection broke in the middle of {part.stem}. What has arrived is kept; "
            "run `uv run download` again."
        )


def _copy(answer: HTTPResponse, part: Path, have: int, total: int) -> None:
    mode = "ab" if have else "wb"
    # disable=None: a bar on a terminal, nothing in a log file
    with (
        part.open(mode) as file,
        tqdm(
            desc=part.stem, total=total, initial=have, unit="B", unit_scale=True, disable=None
        ) as bar,
    ):
        while piece := answer.read(PIECE):
            file.write(piece)
            bar.update(len(piece))


def _content(path: Path) -> str:
    """Return the sha256 of what is inside a .gz file; an empty text if it is damaged."""
    try:
        return hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest()
    except (OSError, EOFError, zlib.error):
        return ""


def main(argv: Sequence[str] | None = None) -> None:
    """Fetch what is missing and tell where it is."""
    flags = argparse.ArgumentParser("download", description=__doc__.splitlines()[0])
    flags.add_argument("--url", default=URL, help="another place that has the four files")
    chosen = flags.parse_args(argv)
    with reported():
        if not data.FULL.exists():
            download(chosen.url, data.FULL)
        digits = data.load(data.FULL)
        rest = len(digits) - digits.official
        print(
            f"{len(digits):,} digits are here: {rest:,} to learn from, {digits.official:,} to test."
        )
        print("`uv run train` uses them from now on (minutes). To go back: delete data/full/.")


if __name__ == "__main__":
    main()
