"""The history of a repo, as a few figures, bars and milestones."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mltrail.portfolio.committed import Commit
from mltrail.portfolio.text import line

MONTHS = 24  # a bar each; what took longer gets a bar a year
SHOWN = 6  # of the last commits
_OURS = re.compile(r"Render .+ at level \w+")  # what a repo grows from: nobody's work
_LEVEL = re.compile(r"Start .+ at level \w+|Level .+ up to \w+")
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class Timeline:
    """When was worked on a repo, and what came of it."""

    first: str
    count: int
    bars: list[tuple[str, int]]  # month or year, and how many commits it saw
    milestones: list[Commit]  # those that brought a level, the oldest first
    recent: list[Commit]  # the newest first


def of(commits: Iterable[Commit]) -> Timeline | None:
    """Sum up a history that has its newest commit first; None where there is none."""
    lines = [Commit(commit.day, line(commit.subject, 90)) for commit in commits]
    dated = [one for one in lines if _DAY.fullmatch(one.day) and not _OURS.fullmatch(one.subject)]
    if not dated:
        return None
    days = sorted(commit.day for commit in dated)
    milestones = [commit for commit in reversed(dated) if _LEVEL.fullmatch(commit.subject)]
    return Timeline(days[0], len(dated), _bars(days), milestones, dated[:SHOWN])


def _bars(days: list[str]) -> list[tuple[str, int]]:
    first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (days[0], days[-1]))
    length = len("2026" if last - first >= MONTHS else "2026-03")
    counts = Counter(day[:length] for day in days)
    months = (f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1))
    return [(name, counts[name]) for name in dict.fromkeys(month[:length] for month in months)]
