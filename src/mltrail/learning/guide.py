"""What to do next, and why: one step, never a locked door."""

from dataclasses import dataclass
from pathlib import Path

from mltrail import catalog
from mltrail.learning import roadmap
from mltrail.learning.exercises import Exercise, Repo

ENOUGH = 4  # of a level's exercises, before the next level is worth it


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    what: str
    why: str
    command: str
    done: int  # of the exercises in this repo
    exercises: int


def next_step(repo: Repo) -> Step:
    """Return the step that brings a learner further from here."""
    done = repo.in_state("recorded")
    left = [exercise for exercise in repo.exercises if exercise not in done]
    what, why, command = _of_exercises(repo, done, left) or _of_projects(repo)
    return Step(what, why, command, len(done), len(repo.exercises))


def _of_exercises(
    repo: Repo, done: list[Exercise], left: list[Exercise]
) -> tuple[str, str, str] | None:
    levels = list(catalog.load().project(repo.answers.project).levels)
    level = repo.answers.level
    above = levels[levels.index(level) + 1 :]
    here = [exercise for exercise in done if exercise.level == level]
    own = [exercise for exercise in left if exercise.level == level]
    if above and (not own or len(here) >= ENOUGH):
        why = f"{len(here)} of {len(here) + len(own)} exercises of level {level} are done"
        if own:
            why += f"; {', '.join(e.id for e in own)} will still be there"
        return f"Grow the repo to level {above[0]}.", f"{why}.", "mltrail level-up --dry-run"
    if left:
        first = min(left, key=lambda exercise: exercise.level != level)
        why = f"It comes next at level {first.level}."
        return f"Exercise {first.id}: {first.title}.", why, f"mltrail learn {first.id}"
    return None


def _of_projects(repo: Repo) -> tuple[str, str, str]:
    """Name the project that opens most rows of the roadmap."""
    rows = roadmap.of(roadmap.around(repo.path))
    open_ = [row for row in rows if row.state == "open"]
    gains = {
        name: [row.name for row in open_ if any(seen.project == name for seen in row.evidence)]
        for name in catalog.load().projects
    }
    best = max(gains, key=lambda name: len(gains[name]))
    if not gains[best]:
        return "Nothing is left here.", "You have met every row that is taught.", "mltrail roadmap"
    why = f"It opens {len(gains[best])} rows of the roadmap, among them {gains[best][0]}."
    folder = Path("..") / best
    return f"Begin the project {best}.", why, f"mltrail new {folder.as_posix()} --project {best}"
