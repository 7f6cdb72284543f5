"""What two spellings of a title have in common."""

import re
import unicodedata

ARTICLES = {"a", "an", "the"}
# "Matrix, The", "Avventura, L' (Adventure, The)": what stands first when people say it
LAST = re.compile(
    r"([^()]+), (The|An?|L[aeo]|L[aeo]s|L'|El|Il|Der|Die|Das|Une?)(?=\s*\(|\)|$)", re.ASCII
)


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
