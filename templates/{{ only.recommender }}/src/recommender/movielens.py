"""Read ratings and films in every form that GroupLens publishes, and as spreadsheets save them.

Put another data set in the place of ours with `uv run python -m recommender.movielens FOLDER`; the
folder is what was in the archive from https://grouplens.org/datasets/movielens/.
"""

import argparse
import csv
import gzip
import io
import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from .errors import UserError, reported
from .titles import natural

# ratings: films, as they lie in one folder: latest and 20M to 32M; 1M and 10M; 100K
PAIRS = {"ratings.csv": "movies.csv", "ratings.dat": "movies.dat", "u.data": "u.item"}
COLUMNS = {
    "ratings": ["userId", "movieId", "rating", "timestamp"],
    "films": ["movieId", "title", "year", "genres"],
}
HEADLESS = {"ratings": COLUMNS["ratings"], "films": ["movieId", "title", "genres"]}
GENRES = (  # of `u.item`, a column of 0 and 1 each
    "(no genres listed)|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|"
    "Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western"
)
FLAGS = ["movieId", "title", "released", "video", "url", *GENRES.split("|")]
OLD = (".dat", ".data", ".item")  # files from before UTF-8
YEAR = r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$"


class FormError(UserError):
    """A file or a folder that has not the form of any published data set."""


def table(path: Path, kind: str) -> pd.DataFrame:
    """Return a file of "ratings" or "films" with the names in COLUMNS, as far as they are there.

    Raises FormError for a row with too many fields, and whatever gzip, codecs and pandas raise.
    """
    text = _text(path)
    head = text.partition("\n")[0].rstrip("\r")
    separator = "::" if "::" in head else max("\t;|,", key=head.count)
    fields = head.split(separator)
    headless = fields[0].strip().isdigit()
    names = FLAGS if len(fields) == len(FLAGS) else HEADLESS[kind]
    found = pd.read_csv(
        io.StringIO(text.replace("::", "\t") if separator == "::" else text),
        sep="\t" if separator == "::" else separator,
        decimal="," if separator == ";" else ".",
        names=[*(names if headless else _named(fields)), "more"],  # so that none is lost unsaid
        skiprows=0 if headless else 1,
        index_col=False,
        quoting=csv.QUOTE_NONE if headless else csv.QUOTE_MINIMAL,
    )
    more = found["more"].notna()
    if more.any():
        raise FormError(
            f"`{path.name}`, row {found.index[more][0] + 1}: more fields than the header has. A"
            f" title with `{separator}` in it must stand in quotes."
        )
    return _films(found) if kind == "films" and "title" in found else found.drop(columns="more")


def _text(path: Path) -> str:
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not path.name.removesuffix(".gz").endswith(OLD):
            raise
        return raw.decode("latin-1")


def _named(fields: Sequence[str]) -> list[str]:
    """Return our names of columns: "User ID", user_id and USERID are all userId."""
    ours = {name.casefold(): name for names in COLUMNS.values() for name in names}
    plain = [re.sub(r"[\W_]", "", field).casefold() for field in fields]
    return [ours.get(name, f"{place} {name}") for place, name in enumerate(plain)]


def _films(found: pd.DataFrame) -> pd.DataFrame:
    if "year" not in found:
        found["year"] = found["title"].str.extract(YEAR)[0].astype(float)
        found["title"] = found["title"].str.replace(YEAR, "", regex=True)
    if set(FLAGS) <= set(found):
        names = FLAGS[5:]
        flags = found[names].to_numpy()
        found["genres"] = ["|".join(itertools.compress(names, row)) for row in flags]
    titles = found["title"].map(natural, na_action="ignore")
    return found.assign(title=titles)[[name for name in COLUMNS["films"] if name in found]]


def main(argv: Sequence[str] | None = None) -> None:
    """Put the data set in a folder in the place of ours."""
    from . import data  # which reads with this module

    parser = argparse.ArgumentParser("movielens", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with ratings.csv, ratings.dat or u.data")
    folder = parser.parse_args(argv).folder
    with reported():
        pair = next((pair for pair in PAIRS.items() if (folder / pair[0]).is_file()), None)
        if pair is None:
            raise FormError(f"`{folder}` holds none of: " + ", ".join(f"`{n}`" for n in PAIRS))
        ratings, films = (folder / name for name in pair)
        users, count = data.load(ratings, films).shape  # refuses what nothing can be learned from
        for source, kind, target in (
            (ratings, "ratings", data.RATINGS),
            (films, "films", data.FILMS),
        ):
            packed = {"method": "gzip", "mtime": 0}  # same table, same bytes
            data.read(source, kind).to_csv(target, index=False, compression=packed)
        print(f"{users:,} users and {count:,} films with {data.CORE} ratings or more are in data/.")
        print("Now: uv run train. Back to ours: git restore data")


if __name__ == "__main__":
    main()
