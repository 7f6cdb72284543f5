"""Sort values into the bins that the exported model's profile of its training data names.

The server counts live values in these bins, `monitor` draws them, and both compare the shares with
those of the training data.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isnan
from typing import Any

MISSING, OTHER = "missing", "other"  # left out; a word that the training data never had


class Bins:
    """The bins of one column; the last two are MISSING and OTHER."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        """Take one column's entry of the profile; it must have `shares`."""
        self.numeric = facts["kind"] == "number"
        shares = facts["shares"]
        self._cuts: Sequence[float] = facts["edges"] if self.numeric else []
        self._words = {} if self.numeric else {word: place for place, word in enumerate(shares)}
        known = shares if self.numeric else list(shares.values())
        missing = facts["missing"]
        names = _ranges(self._cuts, facts.get("min")) if self.numeric else shares
        self.labels = [*names, MISSING, OTHER]
        # The profile gives shares of what is known; here they are shares of everything.
        self.shares = [*(share * (1 - missing) for share in known), missing, 0.0]

    def place(self, value: Any) -> int:
        """Return the number of the bin that a value belongs in; None and NaN are missing."""
        if value is None or (isinstance(value, float) and isnan(value)):
            return len(self.labels) - 2
        if self.numeric:
            return bisect_left(self._cuts, value)
        return self._words.get(str(value), len(self.labels) - 1)


def of(profile: Mapping[str, Mapping[str, Any]]) -> dict[str, Bins]:
    """Return the bins of every column that has some.

    Free text, such as a name, has none: so what people write is neither counted nor kept.
    """
    return {column: Bins(facts) for column, facts in profile.items() if "shares" in facts}


def _ranges(cuts: Sequence[float], least: float | None) -> list[str]:
    if not cuts:
        return ["any"]
    if all(isinstance(cut, int) for cut in cuts):
        names = [str(cut) for cut in cuts]
        inner = [str(b) if b - a == 1 else f"{a + 1} to {b}" for a, b in pairwise(cuts)]
    else:
        names = _rounded(cuts)
        inner = [f"{a} to {b}" for a, b in pairwise(names)]
    first = names[0] if least == cuts[0] else f"up to {names[0]}"
    return [first, *inner, f"above {names[-1]}"]


def _rounded(cuts: Sequence[float]) -> list[str]:
    """Write the cuts with as few digits as tell them apart."""
    for digits in range(2, 17):
        short = [f"{cut:.{digits}g}" for cut in cuts]
        if len(set(short)) == len(cuts):
            break
    return short
