"""What two spellings of a title have in common."""

import re
import unicodedata

ARTICLES = {"a", "an", "the"}


def key(title: str) -> str:
    """Return what two spellings of a title have in common.

    The table says "Matrix, The"; people say "The Matrix", and leave out dots and accents.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode() or title
    words = re.findall(r"\w+", plain.casefold().replace("'", ""))
    return " ".join(word for word in words if word not in ARTICLES) or plain.casefold()
