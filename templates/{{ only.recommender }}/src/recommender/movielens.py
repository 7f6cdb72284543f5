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
FLAGS = ["movieId", "title", "released", "video", "url", *GENRES.split("|")]
YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")

Table = dict[str, Sequence[str]]  # the columns of a file by name, every value as it stands there


class DataError(UserError):
    """A table that is missing, damaged or not what it should be."""


def first(names: list[str], folder: Path = FOLDER) -> Path:
    """Return the first of these files that there is, or the last name."""
    return next((path for name in names if (path := folder / name).exists()), folder / names[-1])


def read(path: Path, columns: list[str]) -> Table:
    """Return the columns RATINGS or FILMS of a file, packed or not; or raise DataError."""
    try:
        found = _table(path, columns)
    except FileNotFoundError:
        raise DataError(f"`{path}` does not exist. Get ours with `git restore data`.") from None
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile, csv.Error):
        raise DataError(f"`{path}` is damaged, or no CSV file in UTF-8.") from None
    missing = [f"`{column}`" for column in columns if column not in found]
    if missing:
        raise DataError(f"`{path.name}` lacks the column {', '.join(missing)}.")
    return {column: found[column] for column in columns}


def _table(path: Path, columns: list[str]) -> Table:
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    if b"::" in raw.partition(b"\n")[0]:  # the module csv takes separators of one letter
        raw = raw.replace(b"::", b"\t")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not raw[:1].isdigit():
            raise
        text = raw.decode("latin-1")  # files without a header are older than UTF-8
    head = text.partition("\n")[0]
    separator = max("\t;|,", key=head.count)
    headless = head.split(separator)[0].strip().isdigit()
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_NONE if headless else csv.QUOTE_MINIMAL,
    )
    lines = [row for row in rows if row]
    names = columns if headless else _named(lines.pop(0) if lines else [])
    names = FLAGS if headless and len(lines[0]) == len(FLAGS) else names
    for row, line in enumerate(lines, 1):
        if any(line[len(names) :]):  # empty ones are only a comma at the end
            more = f"`{path.name}`, row {row}: more fields than the header has."
            raise DataError(f"{more} A title with `{separator}` in it must stand in quotes.")
    found: Table = dict(zip(names, zip_longest(*lines, fillvalue=""), strict=False))
    if separator == ";" and "rating" in found:  # as in countries that write 3,5 for 3.5
        found["rating"] = [stars.replace(",", ".") for stars in found["rating"]]
    return _films(found) if "title" in found else found


def _named(fields: list[str]) -> list[str]:
    """Return our names of columns: "User ID", user_id and USERID are all userId."""
    ours = {name.casefold(): name for name in RATINGS + FILMS}
    plain = [re.sub(r"[\W_]", "", field).casefold() for field in fields]
    return [ours.get(name, f"{place} {name}") for place, name in enumerate(plain)]


def _films(found: Table) -> Table:
    if "year" not in found:  # "Toy Story (1995)" holds it
        years = [YEAR.search(title) for title in found["title"]]
        found["year"] = [year[1] if year else "" for year in years]
        found["title"] = [YEAR.sub("", title) for title in found["title"]]
    if set(FLAGS) <= set(found):
        rows = zip(*(found[genre] for genre in FLAGS[5:]), strict=True)
        found["genres"] = ["|".join(compress(FLAGS[5:], map(int, row))) for row in rows]
    return found | {"title": [natural(title) for title in found["title"]]}
