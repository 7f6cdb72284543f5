"""Describe a profile by a few plain facts: how many films, how famous, how old, of which kind.

They are what the training data are summed up by, and hold no title.
"""

from collections.abc import Mapping, Sequence

from . import histories, schema
from .shelf import Shelf

Rated = Sequence[tuple[int, float | None]]  # a film's place, and its stars if any were given
GENRES = ["Drama", "Comedy", "Action", "Thriller", "Romance", "Sci-Fi"]
NAMES = ["rated", "stars", "fame", "year", *(genre.casefold() for genre in GENRES)]


def facts(shelf: Shelf, rated: Rated) -> Mapping[str, float | None]:
    """Return the facts of a profile by name; all but `rated` are None for an empty one.

    `stars` is the mean of the stars, `fame` the mean share of people who watched these films,
    `year` the mean year they came out, and each genre has the share of films that belong to it.
    """
    places = [place for place, _ in rated]
    years = [year for year in (shelf.all.years[place] for place in places) if year]
    kinds = [shelf.all.genres[place].split("|") for place in places]
    found: dict[str, float | None] = {
        "rated": len(rated),
        "stars": mean([stars for _, stars in rated if stars is not None]),
        "fame": mean([shelf.all.viewers[place] / shelf.users for place in places]),
        "year": mean(years),
    }
    return found | {g.casefold(): mean([g in kind for kind in kinds]) for g in GENRES}


def of(shelf: Shelf, asked: schema.Request) -> Mapping[str, float | None]:
    """Return the facts of what somebody asked with: their ratings, after their history if known."""
    past = histories.of(asked.user) if asked.user is not None else {}
    stars = past | {rating.film: rating.stars for rating in asked.ratings}
    known = [(shelf.place[film], given) for film, given in stars.items() if film in shelf.place]
    return facts(shelf, known[-schema.MOST :])


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, rounded to four digits; None if there is nothing to take it of."""
    return round(sum(values) / len(values), 4) if values else None
