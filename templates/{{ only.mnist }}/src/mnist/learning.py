"""What every model here can do, whatever library is behind it, and what training consists of."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import numpy as np

from .data import Digits
from .errors import UserError

Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]
Schedule = Callable[[float], float]


class LearningError(UserError):
    """A model that cannot be trained, or asked, like this."""


class Epoch(NamedTuple):
    """How things stood after one pass over the training images."""

    number: int  # 1, 2, 3, ...
    loss: float  # mean log loss while training, in nats: 0 is perfect, 2.3 is guessing
    accuracy: float  # share of right answers while training, 0 to 1
    validation_loss: float  # the same two on images that are not learned from
    validation_accuracy: float


Watch = Callable[[Epoch], bool]  # told after each epoch; answers whether to stop here


def carry_on(epoch: Epoch) -> bool:
    """Watch nothing, stop nothing."""
    return False


class Classifier(Protocol):
    """A model: it learns from images, gives probabilities, and is a dictionary of arrays."""

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Learn from `learn`; `validation` is only looked at, to say how it is going."""

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""

    def arrays(self) -> dict[str, np.ndarray]:
        """Return everything that was learned, by name."""

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Become the model that `arrays` came from; ValueError if they do not fit."""


def batches(
    digits: Digits, size: int, rng: np.random.Generator, augment: Augment | None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Deal the digits, shuffled, into small groups: images (size, 28, 28) and labels (size,).

    A step after each group is quicker than one after all of them, and the noise in it helps: it
    shakes the model out of solutions that fit only this one order of things.
    """
    order = rng.permutation(len(digits))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        images = digits.images[chosen]
        yield (augment(images, rng) if augment else images), digits.labels[chosen]


def one_cycle(progress: float) -> float:
    """Return the share of the full learning rate at this point of the training (0 to 1).

    Small steps while the weights are still random, large ones soon after, then ever smaller ones
    to settle: Smith and Topin, "Super-Convergence" (2018). It saves about half of the epochs.
    """
    if progress < WARM_UP:
        return 0.05 + 0.95 * progress / WARM_UP
    rest = (progress - WARM_UP) / (1 - WARM_UP)
    return 0.5 * (1 + math.cos(math.pi * rest))


WARM_UP = 0.25  # the share of the training in which the steps grow


def accuracy(labels: np.ndarray, chances: np.ndarray) -> float:
    """Return the share of images whose most probable digit, of (n, 10), is the right one."""
    return float((chances.argmax(axis=1) == labels).mean())


def log_loss(labels: np.ndarray, chances: np.ndarray) -> float:
    """Return the mean of -log(probability of the right digit), in nats.

    A model that is sure and wrong pays dearly: 1 % for the right digit costs 4.6, 90 % only 0.1.
    """
    right = chances[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(right, 1e-9, 1)).mean())


def check_settings(epochs: int, batch: int, learning_rate: float) -> None:
    """Raise LearningError for settings of a network with which nothing can be learned."""
    for name, value in (("epochs", epochs), ("batch", batch)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise LearningError(f"`{name}` must be a whole number above 0, not `{value}`.")
    if not isinstance(learning_rate, int | float) or not 0 < learning_rate < 1:
        raise LearningError(f"`learning_rate` must be between 0 and 1, not `{learning_rate}`.")
