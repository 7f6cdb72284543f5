"""Find out what a model looks at: cover one place of a picture after the other, and ask again."""

from collections.abc import Callable

import numpy as np

from ..data import SIZE

PATCH = 5  # pixels: the side of the paper that covers a part of the picture
SPOTS = SIZE - PATCH + 1  # places for it along each side
AT_ONCE = 64  # pictures in one question: more do not fit near the processor, and take longer

Ask = Callable[[np.ndarray], np.ndarray]  # pictures (n, 28, 28) -> probabilities (n, 10)


def lost(ask: Ask, image: np.ndarray, answer: int) -> np.ndarray:
    """Return for each place of an image what covering it costs the answer, (28, 28).

    A square of paper is laid on every place in turn, and the model is asked again: Zeiler and
    Fergus, "Visualizing and Understanding Convolutional Networks" (2014). Works for any model,
    since it only asks. 0.3 at a place: without it the probability of `answer` falls by 0.3.
    """
    hidden = covered(image)
    parts = [
        ask(hidden[start : start + AT_ONCE])[:, answer] for start in range(0, len(hidden), AT_ONCE)
    ]
    costs = ask(image[None])[0, answer] - np.concatenate(parts)
    return spread(costs.reshape(SPOTS, SPOTS))


def covered(image: np.ndarray) -> np.ndarray:
    """Return the image once for each place of the paper, row by row, with that place covered."""
    images = np.repeat(image[None], SPOTS * SPOTS, axis=0)
    for number, each in enumerate(images):
        row, column = divmod(number, SPOTS)
        each[row : row + PATCH, column : column + PATCH] = 0
    return images


def spread(costs: np.ndarray) -> np.ndarray:
    """Return for each pixel the mean of the costs of all papers that cover it."""
    total, times = np.zeros((SIZE, SIZE)), np.zeros((SIZE, SIZE))
    for down in range(PATCH):
        for right in range(PATCH):
            there = slice(down, down + SPOTS), slice(right, right + SPOTS)
            total[there] += costs
            times[there] += 1
    return total / times
