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
    # Four ways to write each: with and without the year, and other titles in brackets.
    known = [_spellings(*film) for film in zip(films["title"], labels, strict=True)]
    places = [place for place, spellings in enumerate(known) if wanted in spellings]
    if len(set(labels.iloc[places])) == 1:  # twins happen in newer data sets
        return places[0]
    if places:
        raise TitleError(f"`{text}` is the title of {_listed(labels, places)}. Add the year.")
    near = _listed(labels, _near(wanted, known))
    hint = f"Did you mean {near}?" if near else "Titles are in English, as in `Alien (1979)`."
    raise TitleError(f"There is no film `{text}` here. {hint}")


def _spellings(title: str, label: str) -> set[str]:
    bare = re.sub(r"\(.*?\)", "", title).strip() or title
    return {key(title), key(bare), key(label), key(label.replace(title, bare))}


def _near(wanted: str, known: list[set[str]]) -> list[int]:
    """Return up to three places: first similar spellings, then titles that contain the words."""
    similar = difflib.get_close_matches(wanted, sorted(set().union(*known)), n=3, cutoff=0.6)
    spelt = [p for word in similar for p, spellings in enumerate(known) if word in spellings]
    inside = [p for p, keys in enumerate(known) if any(f" {wanted} " in f" {k} " for k in keys)]
    return list(dict.fromkeys([*spelt, *inside]))[:3] if wanted else []


def _listed(labels: "pd.Series[str]", places: list[int]) -> str:
    return ", ".join(f"`{label}`" for label in labels.iloc[places])
