"""The folder of a site: all in it is ours to write, or nothing is."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from mltrail.errors import MltrailError, UsageError

MARK = b'<meta name="generator" content="mltrail portfolio">'  # tells that a page is ours


def check_ours(output: Path) -> None:
    """Refuse a folder that holds something, and no site of ours."""
    index = output / "index.html"
    with suppress(OSError):
        if MARK in index.read_bytes():
            return
    if output.is_dir():
        if all(path.name.startswith(".") for path in output.iterdir()):  # as in a new repo
            return
        raise UsageError(
            f"`{output}` is not empty, and no site of ours. Nothing was written.",
            "Name another folder with `-o`.",
        )


def write(output: Path, files: dict[str, bytes]) -> None:
    """Write a site's files, and remove those of ours that it has no more."""
    check_links(output, files)
    for path, content in files.items():  # the index is first: after a kill, too, it is ours
        _save(output / path, content)
    for stale in {*_earlier(output)} - {output / path for path in files}:
        stale.unlink()
        with suppress(OSError):  # not empty: somebody else's file is there
            stale.parent.rmdir()


def check_links(output: Path, paths: Iterable[str]) -> None:
    """Refuse to write where a link leads out of a folder."""
    for folder in {(output / path).parent for path in paths}:
        if _leads_out(folder, output):
            raise MltrailError(
                f"`{folder}` is a link to somewhere else. Nothing was written there.",
                "Take it away, then try again.",
            )


def _earlier(output: Path) -> Iterator[Path]:
    """Find the files of ours that may have come with a repo."""
    for path in (*output.glob("project-*.html"), *output.glob("project-*/[0-9][0-9]-*.png")):
        ours = path.suffix == ".png" or (path.is_file() and MARK in path.read_bytes())
        if ours and not _leads_out(path.parent, output):
            yield path


def _leads_out(folder: Path, output: Path) -> bool:
    return not folder.resolve().is_relative_to(output.resolve())


def _save(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link in its place is replaced, not followed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    new.write_bytes(content)
    os.replace(new, file)  # noqa: PTH105
