"""Find the pictures, say which class each is of, and keep a test set apart.

A folder of folders is a data set: the name of a folder says what is on the pictures in it.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
ARCHIVE = ROOT / "data" / "clipart.zip"  # 1,201 drawings that come with the repo
CLIPART = ROOT / "data" / "clipart"  # where they are unpacked
LEAST = 10  # pictures of a class: eight to learn from, two to test


class DataError(UserError):
    """Pictures that are missing, or not in folders as they should be."""


@dataclass(frozen=True)
class Pictures:
    """Files with pictures, and what each of them shows."""

    files: list[Path]
    labels: np.ndarray  # (n,) int64: places in `classes`
    classes: list[str]
    series: np.ndarray  # (n,): pictures that belong together have the same word here

    def __len__(self) -> int:
        return len(self.files)

    def take(self, places: np.ndarray) -> "Pictures":
        """Return the pictures at these positions."""
        files = [self.files[place] for place in places]
        return Pictures(files, self.labels[places], self.classes, self.series[places])


def load(source: Path | None = None, seed: int = 42) -> tuple[Pictures, Pictures]:
    """Return the pictures to learn from, and the test set, from a folder of folders.

    By default these are the drawings in the repo. A folder that holds two folders, `train` and
    `test`, each of them a folder of folders, is divided already; else a fifth of each class is
    held out. Raises DataError if there are not two classes with enough pictures.
    """
    folder = source or _unpacked()
    names = set(listing(folder))
    if "train" in names and names != {"train", "test"}:
        raise DataError(f"`{folder}` must hold `train` and `test` and no other folder, or classes.")
    if "train" not in names:
        return _divided(_pictures(folder, least=LEAST), seed)
    learn, test = _pictures(folder / "train", least=8), _pictures(folder / "test", least=1)
    if learn.classes != test.classes:
        raise DataError(f"`{folder}`: `train` and `test` must hold folders of the same names.")
    return learn, test


def listing(folder: Path) -> dict[str, list[Path]]:
    """Return the files in each folder of a folder, in order; hidden ones are left out."""
    if not folder.is_dir():
        raise DataError(f"There is no folder `{folder}`.")
    inside = sorted(each for each in folder.iterdir() if each.is_dir() and each.name[0] != ".")
    return {
        each.name: sorted(f for f in each.rglob("*") if f.is_file() and f.name[0] != ".")
        for each in inside
    }


def _pictures(folder: Path, least: int) -> Pictures:
    """Return the pictures in a folder of folders, so many of each class at least."""
    found = listing(folder)
    if len(found) < 2:
        raise DataError(f"`{folder}` must hold two folders at least, one for each kind of thing.")
    for name, files in found.items():
        if len(files) < least:
            raise DataError(f"`{folder / name}` holds {len(files)} pictures, too few: add some.")
    files = [file for each in found.values() for file in each]
    labels = np.repeat(np.arange(len(found)), [len(each) for each in found.values()])
    return Pictures(files, labels, list(found), _series(folder, files))


def _series(folder: Path, files: list[Path]) -> np.ndarray:
    """Return which series each picture is of, from pictures.csv; without one, each is alone."""
    names = pd.Series([file.relative_to(folder.parent).as_posix() for file in files])
    if not (folder.parent / "pictures.csv").exists():
        return np.array(names)
    table = pd.read_csv(folder.parent / "pictures.csv", dtype=str, index_col="file")
    return np.array(names.map(table["series"]).fillna(names))


def _divided(pictures: Pictures, seed: int) -> tuple[Pictures, Pictures]:
    from sklearn.model_selection import train_test_split  # slow to import

    places = np.arange(len(pictures))
    learn, test = train_test_split(
        places, test_size=0.2, random_state=seed, stratify=pictures.labels
    )
    return pictures.take(learn), pictures.take(test)


def _unpacked() -> Path:
    """Return the folder of the drawings; the first time they are taken out of the archive."""
    if not CLIPART.exists():
        unfinished = CLIPART.with_suffix(".unfinished")
        try:
            with zipfile.ZipFile(ARCHIVE) as archive:
                archive.extractall(unfinished)
            (unfinished / ".gitignore").write_text("*\n")  # the archive is in Git already
        except (OSError, zipfile.BadZipFile):
            raise DataError(
                f"`{ARCHIVE}` is missing or damaged. Get it back with `git restore data`."
            ) from None
        unfinished.rename(CLIPART)  # in one step: whoever is interrupted begins anew
    return CLIPART
