"""Find the films whose numbers have the largest product with a profile's: exactly, or nearly.

The exact way looks at every film. The index (HNSW, by the library voyager) is a graph in which
each film knows a few others; a search walks along it towards better and better films and stops
when it finds none. It may miss some. Malkov and Yashunin, "Efficient and Robust Approximate
Nearest Neighbor Search Using Hierarchical Navigable Small World Graphs" (2016).
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import voyager
from numpy.typing import NDArray

Floats = NDArray[np.float32]
TOP = 10
NEIGHBOURS = 12  # that each film knows in the graph
CARE = 100  # films looked at before these are chosen
DEPTHS = [10, 20, 40, 80, 160, 320]  # films that a search keeps in view: more find more, slower


class Point(NamedTuple):
    """What one way of searching reached."""

    depth: int | None  # None: the exact way
    recall: float  # share of the true ten that were found, 0 to 1
    speed: float  # queries a second, one after the other on one processor


class Index:
    """An index over the rows of films (films, numbers).

    HNSW searches for the nearest, and we want the largest product. One more number for each film
    makes all of them equally long; among these the nearest has the largest product. Bachrach et
    al., "Speeding Up the Xbox Recommender System Using a Euclidean Transformation for Inner-Product
    Spaces" (2014).
    """

    def __init__(self, films: Floats, seed: int) -> None:
        """Build the graph."""
        length = np.linalg.norm(films, axis=1, keepdims=True)  # (films, 1)
        longest = length.max()
        rest = np.sqrt(np.maximum(0, 1 - (length / longest) ** 2))
        self._graph = voyager.Index(
            voyager.Space.Euclidean,
            films.shape[1] + 1,
            M=NEIGHBOURS,
            ef_construction=CARE,
            random_seed=seed,
            max_elements=len(films),
        )
        rows = np.ascontiguousarray(np.hstack([films / longest, rest]))
        self._graph.add_items(rows, num_threads=1)  # with more, no two graphs are the same

    def search(self, profile: Floats, top: int, depth: int) -> NDArray[np.int64]:
        """Return the places of films that suit a profile (numbers,), best first: (top,)."""
        length = max(float(np.linalg.norm(profile)), 1e-12)
        asked = np.append(profile / np.float32(length), np.float32(0))
        found, _ = self._graph.query(asked, k=top, query_ef=max(depth, top))
        places: NDArray[np.int64] = found.astype(np.int64)
        return places


def exact(films: Floats, profile: Floats, top: int = TOP) -> NDArray[np.int64]:
    """Return the places of the best films for a profile (numbers,), best first: (top,)."""
    scores = films @ profile
    some = np.argpartition(-scores, top - 1)[:top]  # without sorting the many behind them
    best: NDArray[np.int64] = some[np.argsort(-scores[some])]
    return best


def measure(films: Floats, profiles: Floats, index: Index) -> list[Point]:
    """Search for each profile (profiles, numbers) in every way; the exact one comes first."""
    truth, speed = _timed(lambda profile: exact(films, profile), profiles)
    points = [Point(None, 1.0, speed)]
    for depth in DEPTHS:

        def search(profile: Floats, depth: int = depth) -> NDArray[np.int64]:
            return index.search(profile, TOP, depth)

        found, speed = _timed(search, profiles)
        points.append(Point(depth, recall(found, truth), speed))
    return points


def _timed(
    search: Callable[[Floats], NDArray[np.int64]], profiles: Floats
) -> tuple[NDArray[np.int64], float]:
    begun = time.perf_counter()
    found = np.stack([search(profile) for profile in profiles])
    return found, len(profiles) / (time.perf_counter() - begun)


def recall(found: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """Return which share of the true films was found, whatever their order: 0 to 1."""
    hits = (found[:, :, None] == truth[:, None, :]).any(axis=2)
    return float(hits.mean())


def made_up(films: Floats, count: int, seed: int) -> Floats:
    """Return the numbers of `count` films that do not exist, each like one that does.

    A real film's numbers, shortened by up to half, since most new films are little known, plus
    noise that is 0.3 times as long. It is a guess at what a larger catalogue looks like.
    """
    chance = np.random.default_rng(seed)
    model = films[chance.integers(len(films), size=count)]
    length = np.linalg.norm(model, axis=1, keepdims=True) / np.sqrt(films.shape[1])
    shorter = chance.uniform(0.5, 1.0, size=(count, 1))
    noise = 0.3 * length * chance.standard_normal(size=model.shape)
    made: Floats = (model * shorter + noise).astype(np.float32)
    return made
