"""Vectors and matrices, exercises b10 to b18: your functions."""

import numpy as np


def dot(a: list[float], b: list[float]) -> float:
    """Return the sum of the products of what stands at the same place; in plain Python (b10)."""
    raise NotImplementedError("b10")


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Return the cosine of the angle between two vectors; 0 if one has no length (b11)."""
    raise NotImplementedError("b11")


def scores(X: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the dot product of each row of X (rows, columns) with the weights w (b12)."""
    raise NotImplementedError("b12")


def standardise(X: np.ndarray) -> np.ndarray:
    """Return X (rows, columns) with each column at mean 0 and spread 1 (b13)."""
    raise NotImplementedError("b13")


def distances(X: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Return how far each row of X (rows, columns) is from a point (columns,) (b14)."""
    raise NotImplementedError("b14")


def line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept of the line with the least squared errors (b15)."""
    raise NotImplementedError("b15")


def ridge(X: np.ndarray, y: np.ndarray, penalty: float) -> np.ndarray:
    """Return the weights with least squared errors plus penalty * squared weights (b16)."""
    raise NotImplementedError("b16")


def first_direction(X: np.ndarray, steps: int = 200) -> np.ndarray:
    """Return the direction (columns,), of length 1, in which the rows of X differ most (b17)."""
    raise NotImplementedError("b17")


def factors(R: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Return A (rows, rank) and B (rank, columns) whose product is nearest to R (b18)."""
    raise NotImplementedError("b18")
