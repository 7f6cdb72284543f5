"""Fetch all 70,000 digits of MNIST (11 MB); from then on everything here uses them.

Run it with `uv run download`. Stop it when you like: the same command fetches what is missing.
"""

import argparse
import gzip
import hashlib
import urllib.error
import urllib.request
import zlib
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path

import numpy as np
from tqdm import tqdm

from . import data
from .errors import UserError, reported

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
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

    Those that have arrived are kept beside it until all are there. Raises DownloadError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")  # too big to commit
    parts = [file.with_name(name) for name in CONTENT]
    for part in tqdm(parts, unit="file", leave=False, disable=None):
        if not part.exists():
            fresh = part.with_suffix(".new")
            fresh.write_bytes(_fetch(f"{url.rstrip('/')}/{part.name}", CONTENT[part.name]))
            fresh.replace(part)
    arrays = [read_idx(gzip.decompress(part.read_bytes())) for part in parts]
    images, labels = np.concatenate(arrays[::2]), np.concatenate(arrays[1::2])
    fresh = file.with_suffix(".new.npz")
    np.savez_compressed(fresh, images=images, labels=labels, official=len(arrays[-1]))
    fresh.replace(file)
    for part in parts:
        part.unlink()
    return file


def read_idx(content: bytes) -> np.ndarray:
    """Return the numbers in a file of MNIST, in the shape that the file states.

    The format (IDX): two zeros, 8 for "bytes", the number of dimensions; then each dimension as
    four bytes, the most significant first; then the numbers, one byte each.
    """
    start = 4 + 4 * content[3]
    shape = np.frombuffer(content[4:start], dtype=">u4").astype(int)
    return np.frombuffer(content[start:], dtype=np.uint8).reshape(shape)


def _fetch(url: str, digest: str) -> bytes:
    """Return a .gz file; `digest` is the sha256 of what is inside."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            packed: bytes = answer.read()
    except urllib.error.HTTPError as problem:
        raise DownloadError(f"{url} answers {problem.code} ({problem.reason}).") from None
    except ValueError:
        raise DownloadError(f"`{url}` is no address. It begins with https://") from None
    except (OSError, HTTPException) as problem:
        reason = getattr(problem, "reason", None) or problem
        raise DownloadError(
            f"Cannot fetch {url} ({reason}). Are you online? Run `uv run download` again; files"
            " that have arrived are kept. Until then, training uses the 5,000 digits in the repo."
        ) from None
    try:
        content = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise DownloadError(f"`{url}` is not the published file: it was thrown away. Try again.")
    return packed


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
