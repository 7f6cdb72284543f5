"""The exercises of a repo: what they ask, their hints, and how far the learner has come."""

import importlib.util
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple

from mltrail import catalog, errors
from mltrail.errors import MltrailError
from mltrail.learning import shipped
from mltrail.rendering import template
from mltrail.rendering.answers import Answers, parse

FOLDER = "exercises"
State = Literal["open", "recorded", "altered"]


@dataclass(frozen=True)
class Exercise:
    """One exercise, as the template brings it."""

    id: str  # such as `b4`: the first letter is the level's
    title: str
    level: str
    folder: str  # in the repo
    source: Path  # the same in the template

    @property
    def check(self) -> Path:
        """Return the test that decides whether it is done."""
        return self.source / f"test_{self.id}.py"

    def task(self) -> str:
        """Return what is to be done, as Markdown, without the hints."""
        return self._readme().partition("<details>")[0].strip()

    def hints(self) -> list[str]:
        """Return the hints, as Markdown, from a nudge to nearly all."""
        pattern = r"<details><summary>[^<]*</summary>\s*(.*?)\s*</details>"
        return re.findall(pattern, self._readme(), re.DOTALL)

    def _readme(self) -> str:
        return (self.source / "README.md").read_text("utf-8")


class Score(NamedTuple):
    """How many exercises of a repo are done, and which is next; it reads as a sentence."""

    done: int
    of: int
    next: str  # the id; empty where all are done

    def __str__(self) -> str:
        """Say it."""
        return f"{self.done} of {self.of} done" + (f"; next: {self.next}" if self.next else "")


@dataclass(frozen=True)
class Repo:
    """A learner's repo."""

    path: Path
    answers: Answers

    @cached_property
    def exercises(self) -> list[Exercise]:
        """List what there is to do, from easy to hard."""
        return of(self.answers.given)

    def exercise(self, name: str) -> Exercise:
        """Look an exercise up; UsageError if this repo has none of that name."""
        known = {exercise.id: exercise for exercise in self.exercises}
        if not known:
            raise errors.UsageError(
                f"{self.answers.project} has no exercises that check themselves."
            )
        return known.get(name.lower()) or errors.unknown("exercise", name, list(known))

    def package(self) -> str:
        """Return what the owner calls the package."""
        own = self.answers.package
        found = sorted(file.parent.name for file in self.path.glob("src/*/__init__.py"))
        return own if own in found or not found else found[0]

    def laid_out(self, source: Path) -> bytes:
        """Return a file of the exercises as it belongs here: under the package's own name."""
        content, old, new = source.read_bytes(), self.answers.package, self.package()
        if new == old or source.suffix != ".py":
            return content
        from mltrail.growth.dialect import renamed_in  # seldom needed, and takes a while

        modules = {path.stem for path in (self.path / "src" / new).glob("*")} | {"__init__"}
        return renamed_in(content, old, new, modules)

    def states(self) -> dict[str, State]:
        """Say by id what progress.json tells of each exercise."""
        entries = self._progress() if self.exercises else {}
        return {one.id: self._state(one, entries.get(one.id)) for one in self.exercises}

    def _state(self, exercise: Exercise, entry: dict[str, Any] | None) -> State:
        if not entry or not entry["check"]:
            return "open"
        right, identity = self.laid_out(exercise.check), progress().identity
        if entry["check"] == identity(right):
            return "recorded"
        with suppress(OSError):  # it may have been renamed in more places than we would
            own = (self.path / exercise.folder / exercise.check.name).read_bytes()
            if entry["check"] == identity(own) and self._plain(own) == self._plain(right):
                return "recorded"
        return "altered"

    def _plain(self, check: bytes) -> bytes:
        return check.replace(b"\r", b"").replace(
            self.package().encode(), self.answers.package.encode()
        )

    def in_state(self, state: State) -> list[Exercise]:
        """List the exercises in one state, from easy to hard."""
        states = self.states()
        return [exercise for exercise in self.exercises if states[exercise.id] == state]

    def score(self) -> Score:
        """Count what progress.json says is done."""
        states = self.states()
        left = [name for name, state in states.items() if state != "recorded"]
        return Score(len(states) - len(left), len(states), "".join(left[:1]))

    def hints_read(self, exercise: Exercise) -> int:
        """Return how many hints were asked for."""
        return int(self._progress().get(exercise.id, {}).get("hints", 0))

    def _progress(self) -> dict[str, dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = progress().read(self.path / FOLDER)
        return entries

    def remember(self, exercise: Exercise, **fields: Any) -> None:
        """Write something about an exercise into progress.json."""
        (self.path / FOLDER).mkdir(exist_ok=True)
        progress().update(self.path / FOLDER, exercise.id, lambda entry: entry.update(fields))


def find(start: Path) -> Repo:
    """Return the repo around a folder; MltrailError if there is none that mltrail made."""
    for place in (start, *start.parents):
        file = place / template.ANSWERS_FILE
        if file.is_file():
            answers = parse(file.read_text("utf-8"))
            catalog.load().cell(catalog.load().project(answers.project).name, answers.level)
            return Repo(place, answers)
    raise MltrailError(
        f"`{start}` is in no repo that mltrail made.", "Go into one, or make one: mltrail new"
    )


def of(answers: dict[str, str]) -> list[Exercise]:
    """List the exercises that these answers bring, from easy to hard."""
    levels = list(catalog.load().levels)
    found = []
    for path, source in shipped.files(answers, FOLDER).items():
        place, file = path.rpartition("/")[::2]
        name = place.removeprefix(f"{FOLDER}/")
        number = name.partition("_")[0]
        if file == f"test_{number}.py":
            level = next(level for level in levels if level[0] == number[0])
            found.append(Exercise(number, _title(source.parent), level, place, source.parent))
    return sorted(found, key=lambda one: (levels.index(one.level), int(one.id[1:])))


def _title(folder: Path) -> str:
    heading = (folder / "README.md").read_text("utf-8").partition("\n")[0]
    return heading.lstrip("# ").partition(": ")[2]


@cache
def progress() -> ModuleType:
    """Return the module that keeps progress.json: the same as in the repos, so there is one."""
    file = template.root() / "templates" / "{{ always }}" / FOLDER / "progress.py"
    spec = importlib.util.spec_from_file_location("mltrail_progress", file)
    if spec is None or spec.loader is None:
        raise ImportError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
