"""How a training went, epoch by epoch, and where a training that was stopped left off."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from .errors import UserError


class TrainingError(UserError):
    """A model that cannot be trained, or asked, like this."""


class Epoch(NamedTuple):
    """How things stood after one pass over the training images."""

    number: int  # 1, 2, 3, ...
    loss: float  # mean log loss while training: 0 is perfect, 2.3 is guessing
    accuracy: float  # share of right answers while training, 0 to 1
    val_loss: float  # the same two on the validation set
    val_accuracy: float


AfterEpoch = Callable[[Epoch], None]  # what wants to be told after each epoch


def best_epoch(history: Sequence[Epoch]) -> int:
    """Return the number of the epoch with the smallest validation loss; 0 before the first."""
    return min(history, key=lambda epoch: epoch.val_loss).number if history else 0


def show(epoch: Epoch) -> None:
    """Print how things stand after an epoch."""
    row = "  epoch {:>2}   training: loss {:.3f}, {:.1%} right   validation: {:.3f}, {:.1%}"
    print(row.format(*epoch), flush=True)


def check(epochs: int, batch_size: int, learning_rate: float, patience: int) -> None:
    """Raise TrainingError for settings with which nothing can be learned."""
    least = {"epochs": (epochs, 1), "batch_size": (batch_size, 1), "patience": (patience, 0)}
    for name, (value, lowest) in least.items():
        if type(value) is not int or value < lowest:
            raise TrainingError(f"`{name}` must be a whole number from {lowest} up, not `{value}`.")
    if not isinstance(learning_rate, int | float) or not 0 < learning_rate < 1:
        raise TrainingError(f"`learning_rate` must be between 0 and 1, not `{learning_rate}`.")


@contextmanager
def resumable(folder: Path | None, run: str) -> Iterator[Path | None]:
    """Name a folder for what this run needs to go on if it is stopped; remove it at the end.

    Other settings, other digits and edited code get another name, and so begin anew.
    """
    name = hashlib.sha256(run.encode() + code()).hexdigest()[:16]
    yield folder and folder / name
    if folder:
        rmtree(folder, ignore_errors=True)


def code() -> bytes:
    """Return all modules of this package; an edited one, a network say, learns otherwise."""
    return b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py")))
