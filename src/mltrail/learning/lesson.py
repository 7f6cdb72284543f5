"""`mltrail learn`: one exercise on the screen, checked again after each save."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from mltrail.errors import MltrailError, UsageError
from mltrail.learning import checking, hints, keyboard
from mltrail.learning.exercises import FOLDER, Exercise, Repo

PAUSE = 0.3  # seconds between two looks at the files
WATCHED = ("src", "tests", FOLDER, "notebooks", "params.yaml")
KEYS = "h hint   n next   p previous   c check   l list   j/k scroll   q quit"

Snapshot = dict[Path, int]


@dataclass
class Lesson:
    """What is on the screen."""

    repo: Repo
    exercise: Exercise
    state: str = ""  # what the last check said
    done: bool = False
    shown: list[str] = field(default_factory=list)  # hints, as Markdown
    listing: bool = False
    top: int = 0  # lines that are scrolled out
    busy: threading.Thread | None = None
    again: bool = True  # a check is due

    def go_to(self, place: int) -> None:
        """Show the exercise at this place of the list."""
        every = self.repo.exercises
        self.exercise = every[place % len(every)]
        self.state, self.done, self.shown, self.top, self.again = "", False, [], 0, True

    @property
    def place(self) -> int:
        """Return the exercise's place in the list."""
        return [exercise.id for exercise in self.repo.exercises].index(self.exercise.id)

    def check(self) -> None:
        """Check the exercise beside the screen, so that keys are answered meanwhile."""
        if not self.busy or not self.busy.is_alive():
            self.again = False
            self.busy = threading.Thread(target=self._check, args=(self.exercise,), daemon=True)
            self.busy.start()

    def _check(self, exercise: Exercise) -> None:
        try:
            (outcome,) = checking.check(self.repo, [exercise])
            done, state = outcome.done, outcome.why or "Done! Press n for the next one."
        except (MltrailError, OSError) as problem:
            done, state = False, f"{problem} {getattr(problem, 'hint', '')}".strip()
        if exercise.id == self.exercise.id:  # or the learner has gone on
            self.done, self.state = done, state


def begin(repo: Repo, exercise: Exercise | None) -> None:
    """Show an exercise, or the first that is not done, until the learner quits."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("`learn` needs a terminal.", "Without one: mltrail next, mltrail check")
    if not repo.exercises:
        repo.exercise("b1")  # raises the sentence that there are none
    lesson = Lesson(repo, exercise or repo.exercise(repo.score().next or repo.exercises[0].id))
    console = Console()
    with (
        _ended_by_signals(),
        keyboard.unbuffered() as key,
        Live(console=console, screen=True, auto_refresh=False) as live,
    ):
        seen: Snapshot = {}
        while True:
            now = snapshot(repo.path)
            if now != seen:
                seen, lesson.again = now, True
            if lesson.again:
                lesson.check()
            live.update(_page(lesson, console), refresh=True)
            if _pressed(lesson, key(PAUSE)):
                break
    print(f"Exercises: {repo.score()}.")


def snapshot(repo: Path) -> Snapshot:
    """Return when each file that an exercise may be about was changed."""
    found: Snapshot = {}
    for name in WATCHED:
        place = repo / name
        files = [place] if place.is_file() else place.rglob("*")
        for file in files:
            if file.suffix in {".py", ".toml", ".yaml", ".md", ".ipynb"}:
                try:
                    found[file] = file.stat().st_mtime_ns
                except OSError:  # an editor is just replacing it
                    continue
    return found


def _pressed(lesson: Lesson, key: str) -> bool:
    """Do what a key asks for; True if the learner wants to leave."""
    if key in ("n", "p"):
        lesson.go_to(lesson.place + (1 if key == "n" else -1))
    elif key == "h":
        found = hints.following(lesson.repo, lesson.exercise)
        lesson.shown = lesson.exercise.hints()[: found.number]
        lesson.top = 10_000  # to the end: `_page` knows where that is
    elif key == "l":
        lesson.listing = not lesson.listing
    elif key == "c":
        lesson.again = True
    elif key in ("j", "k"):
        lesson.top = max(0, lesson.top + (3 if key == "j" else -3))
    return key in ("q", "\x03", "\x04")


def _page(lesson: Lesson, console: Console) -> RenderableType:
    exercise, repo = lesson.exercise, lesson.repo
    busy = lesson.busy is not None and lesson.busy.is_alive()
    head = Text(f"{exercise.id}  {exercise.title}", style="bold")
    state = Text("checking ..." if busy and not lesson.state else lesson.state)
    state.stylize("green" if lesson.done else "yellow")
    foot = Text(f"Exercises: {repo.score()}.\n{KEYS}", style="dim")
    body = _listing(repo, exercise) if lesson.listing else _task(lesson)
    taken = 4 + len(state.wrap(console, console.width)) + 2
    lines, lesson.top = _window(console, body, lesson.top, max(3, console.height - taken))
    return Group(head, Text(), lines, Text(), state, Text(), foot)


def _task(lesson: Lesson) -> RenderableType:
    task = lesson.exercise.task().partition("\n")[2].strip()
    hinted = [f"**Hint {number}.** {text}" for number, text in enumerate(lesson.shown, 1)]
    return Markdown("\n\n".join([task, f"Folder: `{lesson.exercise.folder}`", *hinted]))


def _listing(repo: Repo, current: Exercise) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    states = repo.states()
    for exercise in repo.exercises:
        mark = {"recorded": "x", "altered": "?", "open": " "}[states[exercise.id]]
        style = "bold" if exercise.id == current.id else ""
        table.add_row(Text(f"[{mark}]"), exercise.id, exercise.title, style=style)
    return table


def _window(
    console: Console, body: RenderableType, top: int, room: int
) -> tuple[RenderableType, int]:
    """Return the lines that fit, and how many lie above them."""
    lines = console.render_lines(body, console.options, pad=False)
    top = max(0, min(top, len(lines) - room))
    text = Text()
    for line in lines[top : top + room]:
        for segment in line:
            text.append(segment.text, segment.style)
        text.append("\n")
    text.rstrip()
    return text, top


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let whoever ends the program from outside find the terminal as it was, too."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
