"""Find the film that somebody means by the title they typed."""

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from .errors import UserError

if TYPE_CHECKING:
    import pandas as pd  # whoever only compares spellings gets by without it

ARTICLES = {"a", "an", "the"}
# "Matrix, The", "Avventura, L' (Adventure, The)": what stands first when people say it
LAST = re.compile(
    r"([^()]+), (The|An?|L[aeo]|L[aeo]s|L'|El|Il|Der|Die|Das|Une?)(?=\s*\(|\)|$)", re.ASCII
)
YEAR = re.compile(r"^(?P<title>.*\S)\s*\((?P<year>\d{4})\)$")


class TitleError(UserError):
    """A title that no film has, or more than one."""


def natural(title: str) -> str:
    """Return the title as people say it, "The Matrix" for "Matrix, The"."""
    return LAST.sub(r"\2 \1", title).replace("L' ", "L'")


def key(title: str) -> str:
    """Return what two spellings of a title have in common.

    People leave out articles, dots and accents.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode() or title
    words = re.findall(r"\w+", plain.casefold().replace("'", ""))
    return " ".join(word for word in words if word not in ARTICLES) or plain.casefold()


def label(film: Any) -> str:
    """Return title and year, as in "Alien (1979)"."""
    return f"{film.title} ({film.year:.0f})" if film.year == film.year else str(film.title)


def labels(films: "pd.DataFrame") -> list[str]:
    """Return title and year of each film."""
    return [label(film) for film in films.itertuples()]


def keys(title: str) -> set[str]:
    """Return the keys of a title with and without the other titles in its brackets."""
    return {key(title), key(re.sub(r"\(.*?\)", "", title) or title)}


def find(text: str, films: "pd.DataFrame") -> int:
    """Return the place of the film with this title in the table, with or without its year.

    Raises TitleError, with the nearest titles, if there is none or more than one.
    """
    found = YEAR.match(text.strip())
    wanted, year = (found["title"], int(found["year"])) if found else (text, None)
    wanted = natural(wanted)
    known = [keys(title) for title in films["title"]]
    places = [place for place, spellings in enumerate(known) if key(wanted) in spellings]
    if year:
        places = [place for place in places if films["year"].iloc[place] == year]
    if places and len(set(labels(films.iloc[places]))) == 1:  # twins happen in newer data sets
        return places[0]
    if places:
        raise TitleError(f"`{text}` is the title of {_listed(films, places)}. Add the year.")
    near = _listed(films, _near(key(wanted), known))
    hint = f"Did you mean {near}?" if near else "Titles are in English, as in `Alien (1979)`."
    raise TitleError(f"There is no film `{text}` here. {hint}")


def _near(wanted: str, known: list[set[str]]) -> list[int]:
    """Return up to three places: first titles that contain the words, then similar spellings."""
    inside = [p for p, keys in enumerate(known) if any(f" {wanted} " in f" {k} " for k in keys)]
    similar = difflib.get_close_matches(wanted, sorted(set().union(*known)), n=3, cutoff=0.6)
    spelt = [p for word in similar for p, spellings in enumerate(known) if word in spellings]
    return list(dict.fromkeys([*spelt, *inside]))[:3] if wanted else []


def _listed(films: "pd.DataFrame", places: list[int]) -> str:
    return ", ".join(f"`{name}`" for name in labels(films.iloc[places]))
