"""Read ratings and films in every form that GroupLens publishes or a spreadsheet saves.

This is plain Python, without pandas: at higher levels the web service reads histories with it.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from itertools import compress, zip_longest
from pathlib import Path

from .errors import UserError
from .titles import natural

FOLDER = Path(__file__).resolve().parents[2] / "data"
# Files of another data set (latest and 20M to 32M; 1M and 10M; 100K) go before ours, the last.
RATINGS_FILES = ["ratings.csv", "ratings.dat", "u.data", "ratings.csv.gz"]
FILMS_FILES = ["movies.csv", "movies.dat", "u.item", "movies.csv.gz"]
RATINGS = ["userId", "movieId", "rating", "timestamp"]
FILMS = ["movieId", "title", "genres", "year"]
GENRES = (  # of `u.item`, a column of 0 and 1 each
    "(no genres listed)|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|"
    "Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western"
)
# Older data sets have no line of names: the file's separator, and what its columns hold.
OLDER = {
    "ratings.dat": ("::", RATINGS),
    "movies.dat": ("::", FILMS[:3]),
    "u.data": ("\t", RATINGS),
    "u.item": ("|", ["movieId", "title", "released", "video", "url", *GENRES.split("|")]),
}
YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")  # " (1995)", " (2005-2013)"

Table = dict[str, Sequence[str]]  # the columns of a file by name, every value as it stands there


class DataError(UserError):
    """A table that is missing, damaged or not what it should be."""


def first(names: list[str], folder: Path = FOLDER) -> Path:
    """Return the first of these files that there is, or the last name."""
    return next((path for name in names if (path := folder / name).exists()), folder / names[-1])


def read(path: Path, columns: list[str]) -> Table:
    """Return the columns RATINGS or FILMS of a file, packed or not; or raise DataError."""
    try:
        found = _table(path)
    except FileNotFoundError:
        raise DataError(f"`{path}` does not exist. Get ours with `git restore data`.") from None
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile, csv.Error):
        raise DataError(f"`{path}` is damaged, or no CSV file in UTF-8.") from None
    missing = [f"`{column}`" for column in columns if column not in found]
    if missing:
        raise DataError(f"`{path.name}` lacks the column {', '.join(missing)}.")
    return {column: found[column] for column in columns}


def _table(path: Path) -> Table:
    raw = path.read_bytes()
    # The first two bytes tell a packed file, whatever it is called.
    raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    if path.name in OLDER:
        separator, names = OLDER[path.name]
        lines = raw.decode("latin-1").replace("\r", "").split("\n")
        rows = [line.split(separator) for line in lines if line]
    else:
        text = raw.decode("utf-8-sig")
        separator = max("\t;|,", key=text.partition("\n")[0].count)
        names, *rows = filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        names = [_known(name) for name in names]
    for number, row in enumerate(rows, 1):
        if any(row[len(names) :]):  # empty ones are only a comma at the end
            more = f"`{path.name}`, row {number}: more fields than the header has."
            raise DataError(f"{more} A title with `{separator}` in it must stand in quotes.")
    found: Table = dict(zip(names, zip_longest(*rows, fillvalue=""), strict=False))
    if separator == ";" and "rating" in found:  # as in countries that write 3,5 for 3.5
        found["rating"] = [stars.replace(",", ".") for stars in found["rating"]]
    return _films(found) if "title" in found else found


def _known(name: str) -> str:
    """Return our name of a column: "User ID", user_id and USERID are all userId."""
    plain = re.sub(r"[\W_]", "", name).casefold()
    return next((ours for ours in RATINGS + FILMS if ours.casefold() == plain), name)


def _films(found: Table) -> Table:
    if "year" not in found:  # "Toy Story (1995)" holds it
        years = [YEAR.search(title) for title in found["title"]]
        found["year"] = [year[1] if year else "" for year in years]
        found["title"] = [YEAR.sub("", title) for title in found["title"]]
    if "genres" not in found and set(genres := GENRES.split("|")) <= set(found):
        flags = zip(*(map(int, found[genre]) for genre in genres), strict=True)
        found["genres"] = ["|".join(compress(genres, row)) for row in flags]
    return found | {"title": [natural(title) for title in found["title"]]}
