"""Bring what a level adds into the owner's Markdown: whole, and where its surroundings still are.

A new section goes behind the one that precedes it, a new row into the table that it belongs to. In
a text that the owner wrote anew nothing has a place: a single command or row would say nothing.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from mltrail.growth.weaving import linewise

_ALIKE = 0.6  # share of words in common from which on a text is the same one, edited


@dataclass
class Part:
    """A section with its heading, or a block of lines in one; the blank lines behind it."""

    text: list[str]
    blank: list[str] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Return how deep a section is; 0 for what stands above the first heading."""
        found = re.match(r"#+(?= )", self.text[0]) if self.text else None
        return len(found[0]) if found else 0


def weave(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    """Return our text with what theirs adds, and whether all of that has a place."""
    old, own, new = (_sections(linewise.split(text)) for text in (base, ours, theirs))
    woven = _Weaving(old, own, new)
    for section in new:
        woven.take(section)
    text = [line for part in woven.own for line in (*part.text, *part.blank)]
    return "\n".join([*text, ""]) if text else "", woven.complete


class _Weaving:
    """Parts of ours as they grow: the sections of a text, or the blocks of a section."""

    def __init__(
        self, old: list[Part], own: list[Part], new: list[Part], blocks: bool = False
    ) -> None:
        self.blocks = blocks
        self.own = own
        self.new = new
        self.complete = True
        mine, same = dict(_pairs(old, own)), _pairs(old, new)
        self._old = {there: old[here] for here, there in same}  # by number of the new part
        self._homes = {there: own[mine[here]] for here, there in same if here in mine}

    def take(self, part: Part) -> None:
        """Put into ours what a part of theirs has and the old one has not."""
        number = _number(self.new, part)
        old, home = self._old.get(number), self._homes.get(number)
        if old is None:
            self._place(number, part)
        elif old.text == part.text:
            return
        elif home is None:
            self.complete = False
        elif home.text == old.text:
            home.text = part.text
        elif not self.blocks:
            self._take_blocks(old, home, part)
        else:
            text = "\n".join
            woven = linewise.woven(text(old.text), text(home.text), text(part.text), True, True)
            home.text = linewise.split(woven or text(home.text))

    def _take_blocks(self, old: Part, home: Part, new: Part) -> None:
        parts = [_blocks(part.text) for part in (old, home, new)]
        inner = _Weaving(parts[0], parts[1], parts[2], blocks=True)
        for block in inner.new:
            inner.take(block)
        home.text = [line for part in inner.own for line in (*part.text, *part.blank)]
        self.complete &= inner.complete

    def _place(self, number: int, part: Part) -> None:
        """Insert a new part behind the one before it, or before the one behind it."""
        before, after = self._neighbours(number)
        if before is not None:
            place = _number(self.own, before) + 1
            while not self.blocks and place < len(self.own) and self._is_owners(place, part.level):
                place += 1  # what the owner put there goes first
        elif after is not None:
            place = _number(self.own, after)
        else:
            self.complete = False
            return
        added = Part(part.text, [""] if place < len(self.own) else [])
        if place and not self.own[place - 1].blank:
            self.own[place - 1].blank = [""]
        self.own.insert(place, added)
        self._homes[number] = added

    def _neighbours(self, number: int) -> tuple[Part | None, Part | None]:
        """Return the parts of ours beside which a new one belongs."""
        level = self.new[number].level
        if self.blocks:  # it speaks of the one before it, or leads to the one behind it
            before = self._homes.get(number - 1)
            return (None if before and before.level else before), self._homes.get(number + 1)
        for earlier in range(number - 1, -1, -1):
            if 1 < self.new[earlier].level < level:  # the section that it is a part of
                if earlier not in self._homes:
                    return None, None
                break
        earlier = next((n for n in range(number - 1, -1, -1) if n in self._homes), -1)
        later = next((n for n in range(number + 1, len(self.new)) if n in self._homes), -1)
        return self._homes.get(earlier), self._homes.get(later)

    def _is_owners(self, place: int, level: int) -> bool:
        """Say whether there stands a part of the owner's alone, no higher than the level."""
        part = self.own[place]
        return part.level >= level and all(part is not home for home in self._homes.values())


def _number(parts: list[Part], wanted: Part) -> int:
    return next(n for n, part in enumerate(parts) if part is wanted)


def _pairs(old: list[Part], new: list[Part]) -> list[tuple[int, int]]:
    """Pair the parts that are the same, if edited: by their text, heading or words."""
    pairs, free = list[tuple[int, int]](), list(range(len(new)))
    for alike in (_equal, _same_heading, _similar):
        for here, part in enumerate(old):
            if any(here == pair[0] for pair in pairs):
                continue
            there = next((n for n in free if alike(part, new[n])), None)
            if there is not None:
                pairs.append((here, there))
                free.remove(there)
    return sorted(pairs)


def _equal(one: Part, other: Part) -> bool:
    return one.text == other.text


def _same_heading(one: Part, other: Part) -> bool:
    return one.level > 1 and one.text[0] == other.text[0]


def _similar(one: Part, other: Part) -> bool:
    if one.level != other.level:
        return False
    if set(one.text[one.level > 0 :]) <= set(other.text) and len(one.text) > 1:
        return True  # only added to
    first, second = ("\n".join(part.text).split() for part in (one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _sections(text: list[str]) -> list[Part]:
    """Split a text at its headings; a `#` in a fence is none."""
    parts, fence = [Part([])], ""
    for line in text:
        fence = _fence(line, fence)
        if not fence and re.match(r"#{1,6} ", line):
            parts.append(Part([]))
        parts[-1].text.append(line)
    return [_trimmed(part) for part in parts if part.text]


def _trimmed(part: Part) -> Part:
    """Take the blank lines at the end of a part out of its text."""
    while part.text and not part.text[-1].strip():
        part.blank.insert(0, part.text.pop())
    return part


def _blocks(text: list[str]) -> list[Part]:
    """Split a section at its blank lines, but for those in a fence."""
    parts, fence = [Part([])], ""
    for line in text:
        fence = _fence(line, fence)
        if not line.strip() and not fence:
            parts[-1].blank.append(line)
            continue
        if parts[-1].blank:
            parts.append(Part([]))
        parts[-1].text.append(line)
    return parts


def _fence(line: str, within: str) -> str:
    """Return the marks of the fence that a line is within, or opens."""
    found = re.match(r" {0,3}(`{3,}|~{3,})", line)
    if not found:
        return within
    marks = found[1]
    if not within:
        return marks
    closes = marks[0] == within[0] and len(marks) >= len(within) and line.strip() == marks
    return "" if closes else within
