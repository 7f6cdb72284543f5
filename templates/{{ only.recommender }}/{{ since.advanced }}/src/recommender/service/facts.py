"""Describe a profile by a few plain facts: how many films, how famous, how old, of which kind.

They are what the training data are summed up by, and what is counted, logged and watched of a
request; they hold no title. An extension at expert: it lets `of` look films up in the model that
the service has loaded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI

from . import histories, schema, shelf
from .dependencies import Slot
from .engine import Engine
from .shelf import Shelf

Rated = Sequence[tuple[int, float | None]]  # a film's place, and its stars if any were given
GENRES = ["Drama", "Comedy", "Action", "Thriller", "Romance", "Sci-Fi"]
NAMES = {"rated", "stars", "fame", "year", *(genre.casefold() for genre in GENRES)}

_slots: list[Slot] = []  # of the applications in this process: as a rule, of one


def install(app: FastAPI) -> None:
    """Remember where the application keeps its model, which knows the films."""
    _slots.append(app.state.slot)


def of(asked: schema.Request) -> Mapping[str, Any]:
    """Return the facts of one request by name; those in the model's profile are counted."""
    return asked_with(shelf.of(_model()), asked)


def _model() -> Engine:
    """Return the model of the newest application that has one: nobody answers without."""
    return next(slot.engine for slot in reversed(_slots) if slot.engine is not None)


def profile(films: Shelf, rated: Rated) -> Mapping[str, float | None]:
    """Return the facts of a profile by name; all but `rated` are None for an empty one.

    `stars` is the mean of the stars, `fame` the mean share of people who watched these films,
    `year` the mean year they came out, and each genre has the share of films that belong to it.
    """
    places = [place for place, _ in rated]
    years = [year for year in (films.all.years[place] for place in places) if year]
    kinds = [films.all.genres[place].split("|") for place in places]
    found: dict[str, float | None] = {
        "rated": len(rated),
        "stars": mean([stars for _, stars in rated if stars is not None]),
        "fame": mean([films.all.viewers[place] / films.users for place in places]),
        "year": mean(years),
    }
    return found | {g.casefold(): mean([g in kind for kind in kinds]) for g in GENRES}


def asked_with(films: Shelf, asked: schema.Request) -> Mapping[str, float | None]:
    """Return the facts of what somebody asked with: their ratings, after their history if known."""
    past = histories.of(asked.user) if asked.user is not None else {}
    stars = past | {rating.film: rating.stars for rating in asked.ratings}
    known = [(films.place[film], given) for film, given in stars.items() if film in films.place]
    return profile(films, known[-schema.MOST :])


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, rounded to four digits; None if there is nothing to take it of."""
    return round(sum(values) / len(values), 4) if values else None
