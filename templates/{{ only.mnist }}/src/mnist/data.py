"""Read the digits, check them, and split them into images to learn from and an exam."""

import gzip
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
SAMPLE = ROOT / "data" / "digits.npz"  # 5,000 digits that come with the repo
FULL = ROOT / "data" / "full"  # all 70,000, once `uv run download` has fetched them

# The four files of the full data, in the order in which they are read.
FILES = ["train-images", "train-labels", "t10k-images", "t10k-labels"]
SUFFIX = "-idx3-ubyte.gz", "-idx1-ubyte.gz"

TARGET = "labels"
SIZE = 28  # pixels along each side
CLASSES = 10


class DataError(UserError):
    """Digits that are missing, damaged or not what they should be."""


@dataclass(frozen=True)
class Digits:
    """Pictures of digits, and which digit each of them shows."""

    images: np.ndarray  # (n, 28, 28) uint8: 0 is paper, 255 is ink
    labels: np.ndarray  # (n,) int64: 0 to 9
    exam: int = 0  # the last so many are an official test set; 0: there is none

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.labels)

    def take(self, which: np.ndarray) -> "Digits":
        """Return the digits at these positions, or where this mask is true."""
        return Digits(self.images[which], self.labels[which])

    def fingerprint(self) -> str:
        """Return a short text that is another one as soon as a single pixel or label is."""
        content = self.images.tobytes() + self.labels.tobytes()
        return hashlib.sha256(content).hexdigest()[:16]


class Split(NamedTuple):
    """Digits to learn from, and digits kept aside for the final exam."""

    train: Digits
    test: Digits


def load(source: Path | None = None) -> Digits:
    """Return all digits: the full data if it was downloaded, else the 5,000 in the repo.

    `source` names other data: an .npz file with `images` and `labels`, or a folder with the four
    files of MNIST. Raises DataError if something is missing, damaged or no picture of a digit.
    """
    source = source or (FULL if downloaded() else SAMPLE)
    return _from_folder(source) if source.is_dir() else _from_npz(source)


def downloaded() -> bool:
    """Say whether all files of the full data are there."""
    return all((FULL / name).exists() for name in file_names())


def file_names() -> list[str]:
    """Return the names under which MNIST is published: images and labels, train and test."""
    return [name + SUFFIX["labels" in name] for name in FILES]


def split(digits: Digits, seed: int) -> Split:
    """Split into training and test set: officially where there is an official test set.

    Else 20 % are dealt into the test set, as many of each digit; the same seed always gives the
    same two sets.
    """
    if digits.exam:
        last = np.arange(len(digits)) >= len(digits) - digits.exam
        return Split(digits.take(~last), digits.take(last))
    return _dealt(digits, 0.2, seed)


def hold_out(train: Digits, seed: int) -> Split:
    """Split an eighth off a training set, to check on while training: the validation set.

    It answers all questions that come up on the way (train longer? other options?), so that the
    test set has to answer only one, at the end.
    """
    return _dealt(train, 0.125, seed)


def _dealt(digits: Digits, share: float, seed: int) -> Split:
    from sklearn.model_selection import (
        train_test_split,  # slow to import, so only when needed
    )

    rest, aside = train_test_split(
        np.arange(len(digits)), test_size=share, random_state=seed, stratify=digits.labels
    )
    return Split(digits.take(rest), digits.take(aside))


def _from_npz(path: Path) -> Digits:
    try:
        # allow_pickle=False: a pickle inside could run any program somebody hid in it.
        with np.load(path, allow_pickle=False) as file:
            images, labels = file["images"], file["labels"]
    except FileNotFoundError:
        hint = " Get it back with `git restore data/digits.npz`." if path == SAMPLE else ""
        raise DataError(f"`{path}` does not exist.{hint}") from None
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
        raise DataError(
            f"`{path}` is damaged, or no .npz file with `images` and `labels`."
        ) from None
    return _checked(images, labels, path.name)


def _from_folder(folder: Path) -> Digits:
    parts = [read_idx(folder / name) for name in file_names()]
    images, labels = np.concatenate(parts[::2]), np.concatenate(parts[1::2])
    digits = _checked(images, labels, folder.name)
    return Digits(digits.images, digits.labels, exam=len(parts[-1]))


def read_idx(path: Path) -> np.ndarray:
    """Return the numbers in a file of MNIST, in the shape that the file states.

    The format (IDX): two zeros, 8 for "bytes", the number of dimensions; then each dimension as
    four bytes, the most significant first; then the numbers, one byte each.
    """
    try:
        content = gzip.decompress(path.read_bytes())
        if content[:3] != b"\0\0\x08":
            raise ValueError
        start = 4 + 4 * content[3]
        shape = np.frombuffer(content[4:start], dtype=">u4").astype(int)
        return np.frombuffer(content[start:], dtype=np.uint8).reshape(shape)
    except FileNotFoundError:
        raise DataError(f"`{path}` does not exist. Run `uv run download`.") from None
    except (ValueError, IndexError, EOFError, OSError, zlib.error):
        raise DataError(
            f"`{path}` is damaged. Delete it and run `uv run download` again."
        ) from None


def _checked(images: np.ndarray, labels: np.ndarray, source: str) -> Digits:
    if images.dtype != np.uint8 or images.shape[1:] != (SIZE, SIZE):
        raise DataError(f"`{source}`: images must be {SIZE} x {SIZE} bytes each.")
    if labels.shape != images.shape[:1]:
        raise DataError(f"`{source}` must have one label for each of {len(images)} images.")
    if len(labels) == 0:
        raise DataError(f"`{source}` has no digits in it.")
    if labels.dtype.kind not in "ui" or labels.min() < 0 or labels.max() >= CLASSES:
        raise DataError(f"`{source}`: labels must be whole numbers from 0 to 9.")
    return Digits(images, labels.astype(np.int64))
