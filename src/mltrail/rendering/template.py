"""The template that every repo is rendered from, and rendering it with Copier."""

import json
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from mltrail import __version__, errors
from mltrail.rendering import quiet

ANSWERS_FILE = ".copier-answers.yml"


def root() -> Path:
    """Return the folder of `copier.yml`: inside the wheel, or the top of a checkout."""
    shipped = Path(__file__).parents[1] / "_template"
    return shipped if shipped.is_dir() else Path(__file__).parents[3]


def warm_up(ask: bool) -> None:
    """Load what rendering needs while the caller waits for other programs."""
    Thread(target=quiet.copier, args=(ask,), daemon=True).start()


def render(folder: Path, answers: dict[str, str], ask: bool = False) -> dict[str, str]:
    """Render the template into a new folder and return all answers.

    With `ask`, questions without an answer are put to the user; else their defaults hold.
    Raises `UsageError` for an answer that the template refuses.
    """
    copier = quiet.copier(ask)  # takes a while: only when something is rendered
    import plumbum
    import yaml

    # Copier asks Git about each file it writes, and takes a checkout for a template to be
    # cloned at its last tag. A new folder has no history to ask about: hide Git from it.
    with plumbum.local.env(PATH=""), _compiled_once(), _unread(answers), warnings.catch_warnings():
        warnings.simplefilter("ignore", copier.errors.CopierWarning)
        try:
            copier.run_copy(
                str(root()),
                folder,
                data={**answers, "version": __version__},
                defaults=not ask,
                quiet=True,
                settings=copier.Settings(),
            )
        except copier.errors.CopierAnswersInterrupt as stop:
            raise errors.CancelledError("Cancelled; nothing was written.") from stop
        except (copier.errors.UserMessageError, ValueError) as refusal:
            raise _refused(refusal) from refusal
    recorded: dict[str, Any] = yaml.safe_load((folder / ANSWERS_FILE).read_text("utf-8"))
    return {key: str(value) for key, value in recorded.items()}


@contextmanager
def _compiled_once() -> Iterator[None]:
    """Let Jinja compile each text once: Copier hands it every part of every path anew."""
    import jinja2

    original = jinja2.Environment.from_string
    compile_ = cache(original)

    def from_string(
        environment: jinja2.Environment, source: Any, *more: Any, **named: Any
    ) -> jinja2.Template | _Plain:
        if more or named or not isinstance(source, str):
            return original(environment, source, *more, **named)
        if "{" in source or "\n" in source:
            return compile_(environment, source)
        return _Plain(source)

    jinja2.Environment.from_string = from_string  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        jinja2.Environment.from_string = original  # type: ignore[method-assign]


@dataclass(frozen=True)
class _Plain:
    """A text with nothing to compile in it, as most parts of paths are."""

    text: str

    def render(self, *_: Any, **__: Any) -> str:
        return self.text


@contextmanager
def _unread(answers: dict[str, str]) -> Iterator[None]:
    """Keep Copier out of layers that vanish: it would render every path in them to learn that.

    That saves time and nothing else. The name is private to Copier: where another Copier has it no
    more, or calls it otherwise, all is rendered as Copier does it.
    """
    gone = _vanishing(answers)
    module = sys.modules.get("copier._main")
    scan = getattr(module, "scantree", None)

    def scantree(path: str, *more: Any, **named: Any) -> Iterator[os.DirEntry[str]]:
        with os.scandir(path) as opened:
            entries = list(opened)  # none stays open where Copier stops before the last
        for entry in entries:
            if entry.name not in gone:
                yield entry
                if entry.is_dir():
                    yield from scantree(entry.path, *more, **named)

    if not scan:
        yield
        return
    module.scantree = scantree  # type: ignore[union-attr]
    try:
        yield
    finally:
        module.scantree = scan  # type: ignore[union-attr]


def _vanishing(answers: dict[str, str]) -> set[str]:
    """Name the layers of other projects and of higher levels, as far as that was answered."""
    content = json.loads((root() / "catalog.json").read_text("utf-8"))
    levels, projects = list(content["levels"]), list(content["projects"])
    reached = levels.index(answers["level"]) if answers.get("level") in levels else len(levels)
    others = [name for name in projects if answers.get("project") not in (None, name)]
    layers = [f"since.{level}" for level in levels[reached + 1 :]]
    layers += [f"only.{name.replace('-', '_')}" for name in others]
    return {f"{{{{ {layer} }}}}" for layer in layers}


def _refused(refusal: Exception) -> errors.UsageError:
    found = re.search(r"question '(\w+)': (.*)", str(refusal), re.DOTALL)
    if not found:
        return errors.UsageError(f"{refusal}")
    question, reason = found.groups()
    return errors.UsageError(reason.strip(), f"Give another with `--{question}`.")
