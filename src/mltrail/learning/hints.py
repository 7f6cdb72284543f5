"""Three hints for each exercise, from a nudge to nearly all; how many were read is counted."""

from dataclasses import dataclass

from mltrail.learning.exercises import Exercise, Repo


@dataclass(frozen=True)
class Hint:
    """One hint."""

    exercise: str
    number: int
    of: int
    text: str  # Markdown


def following(repo: Repo, exercise: Exercise) -> Hint:
    """Return the next hint and count it; the last one again if all were read."""
    hints = exercise.hints()
    number = min(repo.hints_read(exercise) + 1, len(hints))
    repo.remember(exercise, hints=number)
    return Hint(exercise.id, number, len(hints), hints[number - 1])
