"""Calculus and learning, exercises b28 to b36: your functions."""

from collections.abc import Callable

import numpy as np


def slope(f: Callable[[float], float], x: float, h: float = 1e-5) -> float:
    """Return how fast f grows at x, from its values on both sides of x (b28)."""
    raise NotImplementedError("b28")


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-z), which squeezes any number between 0 and 1 (b29)."""
    raise NotImplementedError("b29: sigmoid")


def gradient(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return how the log loss of a logistic regression grows with each weight (b29)."""
    raise NotImplementedError("b29: gradient")


def step(w: np.ndarray, slope: np.ndarray, rate: float) -> np.ndarray:
    """Return the weights after one step downhill (b30)."""
    raise NotImplementedError("b30: step")


def walk(
    slope_at: Callable[[np.ndarray], np.ndarray], start: np.ndarray, rate: float, steps: int
) -> np.ndarray:
    """Return the places of a walk downhill, the start first: (steps + 1, columns) (b30)."""
    raise NotImplementedError("b30: walk")


def two_layers(
    x: np.ndarray, y: float, V: np.ndarray, w: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the loss of a network of two layers, and its slopes along V and along w (b31)."""
    raise NotImplementedError("b31")


class Value:
    """A number that remembers how it was computed, so that slopes can flow back (b32)."""

    def __init__(self, data: float, parents: "tuple[tuple[Value, float], ...]" = ()) -> None:
        """Keep the number, and the values it was made of, each with the slope towards it."""
        self.data = data
        self.parents = parents
        self.grad = 0.0

    def __add__(self, other: "Value") -> "Value":
        """Return the sum as a new Value; its slope towards each of the two is 1."""
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Value") -> "Value":
        """Return the product as a new Value, with the slope towards each of the two."""
        raise NotImplementedError("b32: Value.__mul__")

    def backward(self) -> None:
        """Set `grad` of all values this one was made of: how fast this one grows with each."""
        raise NotImplementedError("b32: Value.backward")


def softmax(z: np.ndarray) -> np.ndarray:
    """Return each row of z (rows, classes) as probabilities that add up to 1 (b33)."""
    raise NotImplementedError("b33")


def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return how well the kernel fits at each place of the image (b34)."""
    raise NotImplementedError("b34")


def k_means(X: np.ndarray, centres: np.ndarray, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the centres after so many rounds, and which of them each row is nearest to (b35)."""
    raise NotImplementedError("b35")


def choose(
    counts: np.ndarray, sums: np.ndarray, epsilon: float, random: np.random.Generator
) -> int:
    """Return which arm to pull next: usually the best so far, sometimes any (b36)."""
    raise NotImplementedError("b36")
