"""What the programs of this repo have in common: some flags, and how they write what they found."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from .. import data, params

REPORTS = data.ROOT / "reports"


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add the flags that name a settings file other than params.yaml, and a folder for reports."""
    add = parser.add_argument
    add("--params", type=Path, default=params.PATH, help="another settings file")
    add("--reports", type=Path, default=REPORTS, help="where the results go")


def within(least: float, most: float, kind: type[float] = float) -> Callable[[str], float]:
    """Return what reads the number of a flag and refuses one that is out of bounds."""

    def number(text: str) -> float:
        value = kind(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be from {least:g} to {most:g}")
        return value

    return number


def write_reports(folder: Path, contents: Mapping[str, Any]) -> None:
    """Write each content into the folder, by file name, and print what was written.

    A figure is written as a picture, text as it is, and everything else as JSON.
    """
    folder.mkdir(parents=True, exist_ok=True)
    print("\nWrote:")
    for name, content in contents.items():
        if isinstance(content, Figure):
            content.savefig(folder / name, dpi=150, metadata={"Software": None})  # same bytes
        else:
            text = content if isinstance(content, str) else json.dumps(content, indent=2)
            (folder / name).write_text(f"{text.rstrip()}\n", encoding="utf-8")
        print(f"  {folder.name}/{name}")
