"""Find the film that somebody means by the title they typed."""

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from .errors import UserError

if TYPE_CHECKING:
    import pandas as pd  # whoever only compares spellings gets by without it

ARTICLES = {"a", "an", "the"}
# "Matrix, The", "Avventura, L' (Adventure, The)": what stands first when people say it
LAST = re.compile(
    r"([^()]+), (The|An?|L[aeo]|L[aeo]s|L'|El|Il|Der|Die|Das|Une?)(?=\s*\(|\)|$)", re.ASCII
)


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


def find(text: str, films: "pd.DataFrame") -> int:
    """Return the place of the film with this title in the table, with or without its year.

    Raises TitleError, with the nearest titles, if there is none or more than one.
    """
    wanted, labels = key(natural(text)), films["label"]
    known: dict[str, list[int]] = {}  # a spelling, and the places of the films that have it
    for place, film in enumerate(zip(films["title"], labels, strict=True)):
        for spelling in _spellings(*film):
            known.setdefault(spelling, []).append(place)
    places = known.get(wanted, [])
    if len(set(labels.iloc[places])) == 1:  # twins happen in newer data sets
        return places[0]
    if places:
        raise TitleError(f"`{text}` is the title of {_listed(labels, places)}. Add the year.")
    close = difflib.get_close_matches(wanted, known, n=3)  # first what is spelt nearly so,
    close += [spelling for spelling in known if f" {wanted} " in f" {spelling} "]  # then longer
    near = dict.fromkeys(place for spelling in close for place in known[spelling])
    hint = "Titles are in English, as in `Alien (1979)`."
    if wanted and near:
        hint = f"Did you mean {_listed(labels, list(near)[:3])}?"
    raise TitleError(f"There is no film `{text}` here. {hint}")


def _spellings(title: str, label: str) -> list[str]:
    bare = re.sub(r"\(.*?\)", "", title).strip() or title  # without other titles in brackets
    return list(dict.fromkeys(map(key, [title, bare, label, label.replace(title, bare)])))


def _listed(labels: "pd.Series[str]", places: list[int]) -> str:
    return ", ".join(f"`{label}`" for label in labels.iloc[places])
