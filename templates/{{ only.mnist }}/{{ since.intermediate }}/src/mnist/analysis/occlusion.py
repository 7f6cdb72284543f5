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
    places = [
        (slice(row, row + PATCH), slice(column, column + PATCH))
        for row, column in np.ndindex(SPOTS, SPOTS)
    ]
    hidden = np.repeat(image[None], len(places), axis=0)  # the image, once for each place
    for each, place in zip(hidden, places, strict=True):
        each[place] = 0
    parts = np.array_split(hidden, len(hidden) // AT_ONCE)
    costs = ask(image[None])[0, answer] - np.concatenate([ask(part)[:, answer] for part in parts])
    total, times = np.zeros((2, SIZE, SIZE))
    for cost, place in zip(costs, places, strict=True):
        total[place] += cost
        times[place] += 1
    return np.asarray(total / times)  # for each pixel, the mean of all papers that cover it
