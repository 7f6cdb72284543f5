"""Merge texts line by line, where Git alone would report a conflict.

Levels only add: from one render to the next a file gains lines and loses none. So two additions at
one place are not a contradiction, as they are to Git: both stay.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher


def split(text: str) -> list[str]:
    """Split a text as Git does: at line feeds, and nowhere else."""
    return text.removesuffix("\n").split("\n") if text else []


def woven(
    base: str,
    ours: str,
    theirs: str,
    ours_first: bool,
    forgiving: bool = False,
) -> str | None:
    """Apply both sides' changes to the base line by line.

    A line that both sides changed, each in its own way, is a contradiction; forgiving, ours goes.
    """
    lines = split(base)
    one, other = (_Changes(lines, split(side)) for side in (ours, theirs))
    for start, stop in other.replaced():
        if one.gone & set(range(start, stop)) and not other.same(one, start, stop):
            if not forgiving:
                return None
            other.forget(start, stop)
    woven = []
    for number in range(len(lines) + 1):
        added = [one.added.get(number, []), other.added.get(number, [])]
        if added[0] == added[1]:
            added.pop()
        for block in added if ours_first else reversed(added):
            woven += block
        if number < len(lines) and number not in one.gone | other.gone:
            woven.append(one.kept[number])
    return "\n".join([*woven, ""])


class _Changes:
    """What one side did to the base: the lines it kept or took away, and what it put before."""

    def __init__(self, base: list[str], side: list[str]) -> None:
        self.kept: dict[int, str] = {}
        self.gone: set[int] = set()
        self.added: dict[int, list[str]] = {}
        matcher = SequenceMatcher(None, base, side, autojunk=False)
        for kind, start, stop, first, last in matcher.get_opcodes():
            if kind == "equal":
                self.kept |= zip(range(start, stop), side[first:last], strict=True)
            else:
                self.gone |= set(range(start, stop))
                self.added[start] = side[first:last]

    def replaced(self) -> Iterator[tuple[int, int]]:
        """Yield each run of lines that was taken away."""
        for start in sorted(self.gone):
            if start - 1 not in self.gone:
                stop = start
                while stop in self.gone:
                    stop += 1
                yield start, stop

    def same(self, other: "_Changes", start: int, stop: int) -> bool:
        """Say whether another side did the same to some lines."""
        span = set(range(start, stop))
        return self.gone & span == other.gone & span and self.added.get(start) == other.added.get(
            start
        )

    def forget(self, start: int, stop: int) -> None:
        """Leave some lines as they were."""
        self.gone -= set(range(start, stop))
        self.added.pop(start, None)
