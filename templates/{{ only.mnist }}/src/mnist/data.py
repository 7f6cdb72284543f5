"""Read the digits, check them, and split them into training, validation and test set."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
SAMPLE = ROOT / "data" / "digits.npz"  # 5,000 digits that come with the repo
FULL = ROOT / "data" / "full" / "mnist.npz"  # all 70,000, for whoever has fetched them

SIZE = 28  # pixels along each side
CLASSES = 10


class DataError(UserError):
    """Digits that are missing, damaged or not what they should be."""


@dataclass(frozen=True)
class Digits:
    """Images of digits, and which digit each of them shows."""

    images: np.ndarray  # (n, 28, 28) uint8: 0 is paper, 255 is ink
    labels: np.ndarray  # (n,) int64: 0 to 9
    official: int = 0  # the last so many are an official test set; 0: there is none

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, which: np.ndarray) -> "Digits":
        """Return the digits at these positions, or where this mask is true."""
        return Digits(self.images[which], self.labels[which])

    def fingerprint(self) -> str:
        """Return a short text that is another one as soon as a single pixel or label is."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()[:16]


class Splits(NamedTuple):
    """Three sets of digits; no digit is in two of them."""

    train: Digits  # the model learns from these
    validation: Digits  # these answer questions on the way, such as: train for longer?
    test: Digits  # these are asked once, at the end, after every choice has been made


def load(source: Path | None = None) -> Digits:
    """Return all digits of an .npz file: by default the full data if it is there, else the 5,000.

    Raises DataError if the file is missing, damaged, or holds no images of digits.
    """
    path = source or (FULL if FULL.exists() else SAMPLE)
    try:
        # allow_pickle=False: a pickle inside could run any program somebody hid in it.
        with np.load(path, allow_pickle=False) as file:
            images, labels = file["images"], file["labels"]
            official = int(file.get("official", 0))
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
        way_on = "Get it back with `git restore data`." if path == SAMPLE else "Get it anew."
        raise DataError(f"`{path}` is missing, damaged, or no file of digits. {way_on}") from None
    if images.dtype != np.uint8 or images.shape[1:] != (SIZE, SIZE):
        raise DataError(f"`{path.name}`: images must be {SIZE} x {SIZE} bytes each.")
    if len(images) == 0 or labels.shape != images.shape[:1]:
        raise DataError(f"`{path.name}` has no digits, or not one label for each of them.")
    if not np.isin(labels, range(CLASSES)).all():
        raise DataError(f"`{path.name}`: labels must be whole numbers from 0 to 9.")
    return Digits(images, labels.astype(np.int64), official)


def split(digits: Digits, seed: int) -> Splits:
    """Deal the digits into the three sets; the same seed always gives the same three."""
    rest, test = set_test_aside(digits, seed)
    return Splits(*hold_out(rest, 0.125, seed), test)


def set_test_aside(digits: Digits, seed: int) -> tuple[Digits, Digits]:
    """Return the digits without the test set, and the test set: the official one, or a fifth."""
    if not digits.official:
        return hold_out(digits, 0.2, seed)
    places = np.arange(len(digits))
    return digits.take(places[: -digits.official]), digits.take(places[-digits.official :])


def hold_out(digits: Digits, share: float, seed: int) -> tuple[Digits, Digits]:
    """Return the digits without a share of them, and that share: as many of each digit."""
    from sklearn.model_selection import train_test_split  # slow to import

    places = np.arange(len(digits))
    rest, held_out = train_test_split(
        places, test_size=share, random_state=seed, stratify=digits.labels
    )
    return digits.take(rest), digits.take(held_out)
