"""The films that the served model knows: titles, search, and which films are alike.

All of it comes from model.json, so the service needs no table of films beside it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ..titles import key
from .engine import Arrays, Engine

UNLIKELY = -np.inf  # the score of a film that must not be recommended


class Card(BaseModel):
    """A film, as it is shown."""

    id: int = Field(description="the movieId of MovieLens")
    title: str
    year: int | None
    genres: list[str]
    viewers: int = Field(ge=0, description="people in the data who rated it")


class Contents(BaseModel):
    """What `export` puts into model.json as `extra`, one entry a film."""

    ids: list[int]
    titles: list[str]
    years: list[int | None]
    genres: list[str]  # as in "Comedy|Drama"
    viewers: list[int]
    alike: list[list[int]]  # the places of the films most like this one, nearest first
    users: int  # people in the data
    personal: bool  # whether the model looks at the profile


class Shelf:
    """The films in the model's order; a film's number there is its `place`."""

    def __init__(self, contents: Contents) -> None:
        """Prepare everything that answers need, once."""
        self.all, self.users, self.personal = contents, contents.users, contents.personal
        self.place = {film: place for place, film in enumerate(contents.ids)}
        self.viewers = np.array(contents.viewers)
        # Where the model cannot tell two films apart, the better known one comes first.
        self.rank = np.argsort(np.argsort(-self.viewers, kind="stable"), kind="stable")
        self.bits = -np.log2(np.maximum(self.viewers, 1) / max(self.users, 1))
        self._spelt = [key(title) for title in contents.titles]
        self._words = [f" {spelling}" for spelling in self._spelt]

    def __len__(self) -> int:
        return len(self.place)

    def card(self, place: int) -> Card:
        """Return a film as it is shown."""
        every = self.all
        genres = [word for word in every.genres[place].split("|") if not word.startswith("(")]
        return Card(
            id=every.ids[place],
            title=every.titles[place],
            year=every.years[place],
            genres=genres,
            viewers=every.viewers[place],
        )

    def places(self, ids: Iterable[int]) -> list[int]:
        """Return the places of the films that are known, each once, in the same order."""
        return list(dict.fromkeys(self.place[film] for film in ids if film in self.place))

    def search(self, text: str, most: int) -> list[int]:
        """Return the places of films whose titles have words that begin like those of `text`.

        First come titles that begin so themselves, then by how many people watched them.
        """
        wanted = key(text)
        words = [f" {word}" for word in wanted.split()]
        found = [p for p, title in enumerate(self._words) if all(word in title for word in words)]
        found.sort(key=lambda p: (not self._spelt[p].startswith(wanted), self.rank[p]))
        return found[:most]

    def best(self, scores: NDArray[np.float64], hidden: Sequence[int], most: int) -> list[int]:
        """Return the places with the highest scores (films,), best first, without the hidden."""
        scores = scores.copy()
        scores[list(hidden)] = UNLIKELY
        order = np.lexsort((self.rank, -scores))
        top: list[int] = order[: min(most, len(scores) - len(set(hidden)))].tolist()
        return top

    def arrays(self, profiles: Sequence[Sequence[int]]) -> Arrays:
        """Return profiles, lists of places, as the model takes them: padded to the longest."""
        longest = max([1, *map(len, profiles)])
        films = np.full((len(profiles), longest), len(self), dtype=np.int64)
        weights = np.zeros(films.shape, dtype=np.float32)
        for row, places in enumerate(profiles):
            films[row, : len(places)] = sorted(places)  # sums depend a little on their order
            weights[row, : len(places)] = 1
        return {"films": films, "weights": weights}


@lru_cache(maxsize=4)
def of(model: Engine) -> Shelf:
    """Return the films that a model knows; made once for each model."""
    return Shelf(Contents.model_validate(model.about.extra))
