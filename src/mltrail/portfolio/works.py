"""What a portfolio tells of each repo, read from what is committed there."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from mltrail import catalog
from mltrail.catalog import Level, Project
from mltrail.errors import UsageError
from mltrail.learning import roadmap
from mltrail.learning.exercises import FOLDER, Exercise, Repo, progress
from mltrail.portfolio import history, markdown, pictures, scores, text
from mltrail.portfolio.committed import Committed
from mltrail.portfolio.history import Timeline
from mltrail.portfolio.pictures import Picture
from mltrail.portfolio.scores import Score
from mltrail.rendering.answers import parse
from mltrail.rendering.template import ANSWERS_FILE

LONGEST = 100_000  # letters of a document
DOCUMENTS = ("README.md", "MODEL_CARD.md", "LEARNT.md")


@dataclass(frozen=True)
class Work:
    """One repo, as its page shows it."""

    slug: str
    name: str
    repo: Repo
    project: Project
    level: Level
    code: str  # where it can be looked at; empty if unknown
    about: Markup  # what its owner wrote; empty where there is nothing, as the two below
    card: Markup
    learnt: Markup
    scores: list[Score]
    pictures: list[Picture]
    done: list[Exercise]
    reached: list[str]  # the levels up to its own
    skills: list[str]  # what its levels brought
    commands: list[str]  # what to type to run it
    timeline: Timeline | None
    notes: list[str]  # what is left out, and why


def find(folders: Iterable[Path]) -> list[Path]:
    """Find the repos among folders and right inside them; UsageError where there are none."""
    found: dict[Path, None] = {}
    for folder in folders:
        places = [one for one in roadmap.places([folder]) if (one / ANSWERS_FILE).is_file()]
        if not places:
            raise UsageError(
                f"`{folder}` is no repo that mltrail made, and holds none.",
                "Name repos, or a folder of repos.",
            )
        found |= dict.fromkeys(places)
    return list(found)


def read(source: Committed, name: str, slug: str) -> Work:
    """Read all that a page needs; MltrailError if mltrail did not make the repo."""
    known, answers = catalog.load(), parse(source.text(ANSWERS_FILE))
    project, level = known.project(answers.project), known.level(answers.level)
    reached = known.up_to(level.name)
    known.cell(project.name, level.name)
    repo = Repo(source.place, answers)
    notes: list[str] = []
    readme, card, learnt = (_document(source, document, notes) for document in DOCUMENTS)
    shown, unshown = pictures.of(source, slug, markdown.shown(readme))
    return Work(
        slug=slug,
        name=text.line(answers.given.get("name", ""), 60) or text.line(name, 60) or "Repo",
        repo=repo,
        project=project,
        level=level,
        code=source.url("tree"),
        about=markdown.introduction(readme, source.url("blob")),
        card=markdown.html(card, shown, source.url("blob")),
        learnt=markdown.html(learnt, shown, source.url("blob")),
        scores=_scores(source, project, notes),
        pictures=list(shown.values()),
        done=repo.in_state("recorded"),
        reached=reached,
        skills=[one for each in reached for one in known.adds(project.name, each)],
        commands=_commands(source, known.first_verbs(project.name, level.name)),
        timeline=history.of(source.commits),
        notes=[*notes, *unshown, *_uncounted(repo)],
    )


def _commands(source: Committed, verbs: list[str]) -> list[str]:
    folder = f"{source.address.rpartition('/')[2]}/{source.prefix}".rstrip("/")
    first = [f"git clone {source.address}.git", f"cd {shlex.quote(folder)}"]
    return first * bool(source.address) + [f"uv run {verb}" for verb in verbs]


def _document(source: Committed, name: str, notes: list[str]) -> str:
    content = source.text(name)
    if len(content) <= LONGEST:
        return content
    notes.append(f"`{name}`: longer than {LONGEST:,} letters")
    return ""


def _scores(source: Committed, project: Project, notes: list[str]) -> list[Score]:
    content, gate = source.text(scores.FILE), project.gate or {}
    try:
        if content:
            return scores.read(content, str(gate.get("score", "")))
        if not project.is_study:
            notes.append(f"`{scores.FILE}`: it is not committed; `uv run train` writes it")
    except ValueError:
        notes.append(f"`{scores.FILE}`: it is damaged; `uv run train` writes it anew")
    return []


def _uncounted(repo: Repo) -> list[str]:
    """Say which exercises do not count."""
    file = repo.path / FOLDER / progress().FILE
    try:
        json.loads(file.read_bytes() if file.is_file() else "{}")
    except (ValueError, RecursionError):
        return [f"`{FOLDER}/{file.name}`: it is damaged; `mltrail check` writes it anew"]
    altered = repo.in_state("altered")
    return [
        f"exercise {one.id}: what checks it was changed, so it is not counted" for one in altered
    ]
