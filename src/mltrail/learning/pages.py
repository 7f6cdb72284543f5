"""What the learning loop shows: text for people, at 80 columns."""

import itertools
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from mltrail.learning.exercises import FOLDER, Repo

if TYPE_CHECKING:
    from mltrail.learning.checking import Outcome
    from mltrail.learning.guide import Step
    from mltrail.learning.hints import Hint
    from mltrail.learning.roadmap import Row, State
    from mltrail.learning.solutions import Solution

WIDTH = 79
# how far a row of the roadmap is reached
_REACHED: "dict[State, str]" = {"shown": "*", "practised": "+", "touched": "x"}
_MARKS: "dict[State, str]" = {**_REACHED, "open": " ", "not offered": "-"}


def outcomes(repo: Repo, found: "list[Outcome]") -> str:
    """Show of each exercise whether it is done, and why it is not."""
    parts = []
    for outcome in found:
        state = "done, verified now" if outcome.done else "not yet"
        parts.append(f"{outcome.id}  {outcome.title}: {state}")
        if not outcome.done:
            parts.append(_wrapped(outcome.why))
    notes = list(dict.fromkeys(outcome.note for outcome in found if outcome.note))
    return "\n".join([*parts, *notes, *_altered(repo), "", f"Exercises: {repo.score()}."])


def _altered(repo: Repo) -> list[str]:
    """Name the exercises whose check is another than the one that was passed once."""
    changed = [exercise.id for exercise in repo.in_state("altered")]
    if not changed:
        return []
    return [f"altered: {', '.join(changed)} passed another check than the one of this mltrail."]


def hint(found: "Hint") -> str:
    """Show one hint, and how to get the next."""
    text = "\n\n".join(map(_paragraph, found.text.split("\n\n")))
    more = f"\n\nThe next one: mltrail hint {found.exercise}"
    if found.number == found.of:
        more = f"\n\nThat was the last. All: {FOLDER}/{found.exercise}_*/README.md"
    return f"{found.exercise}, hint {found.number} of {found.of}\n\n{text}{more}"


def solution(found: "Solution") -> str:
    """Show a solution as a change of the learner's files."""
    if not found.diff:
        return f"{found.exercise}: your files are the same as those of the reference solution."
    return (
        f"{found.exercise}: {found.title}. One way to solve it, as a change of your files\n"
        f"(lines with + are the solution's, with - yours):\n\n{found.diff}"
    )


def step(found: "Step") -> str:
    """Show what to do next."""
    parts = [found.what, _paragraph(found.why), f"  {found.command}"]
    if found.exercises:
        parts.append(f"\n{found.done} of {found.exercises} exercises done.")
    return "\n".join(parts)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _paragraph(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def roadmap(rows: "list[Row]") -> str:
    """Show area by area what a learner has met, what is taught and what is not."""
    parts = []
    for area, listed in itertools.groupby(rows, key=lambda row: row.area):
        parts.append("\n".join([area, *map(_roadmap_row, listed)]))
    counts = Counter(row.state for row in rows)
    reached = [f"{counts[state]} {state} ({mark})" for state, mark in _REACHED.items()]
    told = f"{len(rows)} rows: {', '.join(reached)},\n"
    told += f"{counts['open']} open, {counts['not offered']} not taught here yet (-)."
    return "\n\n".join([*parts, told])


def _roadmap_row(row: "Row") -> str:
    where = "not taught here yet"
    if row.evidence:
        first, *others = row.evidence
        where = " ".join(filter(None, [first.project, first.choice, first.level]))
        where += f", +{len(others)}" if others else ""
    return f"  [{_MARKS[row.state]}] {row.name:<38}{where}"
