"""What known people have rated, read from a file that is given to the service separately.

The exported model knows films and not people, and the image carries nothing else: a history is
personal, belongs to one place that can delete it, and changes faster than a model does. HISTORIES
names the file; in this folder it is data/ratings.csv.gz, whose people are numbers and nothing more.
A file that was exchanged or shortened is read again: what was deleted there is gone here too.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fastapi import HTTPException

from .. import movielens
from ..errors import UserError

DEFAULT = movielens.first(movielens.RATINGS_FILES)

History = dict[int, float]  # movieId -> stars, the earliest rating first


class HistoryError(UserError):
    """A file of histories that is missing or damaged."""


def where() -> Path | None:
    """Return the file that HISTORIES names, or the one in this folder if it is there."""
    given = os.environ.get("HISTORIES")
    if given is not None:
        return Path(given) if given else None
    return DEFAULT if DEFAULT.exists() else None


def of(user: int) -> History:
    """Return what somebody rated; nothing if nobody has this number."""
    path = where()
    try:
        return dict(read(path).get(user, {})) if path else {}
    except HistoryError:
        raise HTTPException(503, "The histories cannot be read just now.") from None


def read(path: Path) -> Mapping[int, History]:
    """Return each user's history, from any form of ratings, or raise HistoryError."""
    try:
        found = path.stat()
    except OSError as problem:
        raise HistoryError(f"HISTORIES: `{path}` cannot be read: {problem}.") from None
    return _read(path, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=1)
def _read(path: Path, _stamp: tuple[int, int]) -> Mapping[int, History]:
    try:
        found = movielens.read(path, movielens.RATINGS)
        whole = (map(int, map(float, found[name])) for name in ("timestamp", "userId", "movieId"))
        rows = sorted(zip(*whole, map(float, found["rating"]), strict=True))
    except (UserError, ValueError) as problem:
        raise HistoryError(f"HISTORIES: `{path}` is no table of ratings. {problem}") from None
    people: dict[int, History] = {}
    for _, user, film, stars in rows:
        people.setdefault(user, {})[film] = stars
    return people
