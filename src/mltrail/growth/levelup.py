"""Grow a repo to a higher level, or to a newer template; every edit of its owner stays."""

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.version import InvalidVersion, Version

from mltrail import __version__, catalog, git
from mltrail.errors import MltrailError, UsageError
from mltrail.growth import merge, obstacles, place, renders, switch
from mltrail.growth.merge import Change, Merged
from mltrail.growth.moves import Stray
from mltrail.growth.objects import Objects, passing
from mltrail.growth.place import Place
from mltrail.growth.renders import Render
from mltrail.rendering import template
from mltrail.rendering.answers import Answers, parse


@dataclass(frozen=True)
class Order:
    """What the owner asked for; `level` None means: the next one, or the same for an update."""

    level: str | None = None
    answers: dict[str, str] = field(default_factory=dict)  # to questions that the level adds
    ask: bool = False  # put the missing ones to the owner
    update: bool = False  # stay at the level, take the newer template
    dry_run: bool = False


@dataclass(frozen=True)
class Growth:
    """A step that was taken, or would be."""

    folder: Path
    project: str
    level: str
    new_level: str
    version: str
    new_version: str
    changes: list[Change]
    before: str = ""  # the commit to go back to
    commit: str = ""  # the merge; empty while there is none
    render: str = ""  # the commit that holds the new render alone
    note: str = ""
    strays: list[Stray] = field(default_factory=list)  # imports that the owner has to mend

    @property
    def conflicts(self) -> list[str]:
        """List the files that the owner has to decide on."""
        return [change.path for change in self.changes if change.state == "conflict"]


@dataclass(frozen=True)
class Status:
    """Where a repo stands, and what the next level would bring."""

    folder: Path
    project: str
    level: str
    version: str
    newest_version: str
    next_level: str
    adds: list[str]
    verbs: list[str]
    changed: list[str]  # tracked files that differ from the last commit
    underway: str  # an operation of Git's that is in progress
    note: str = ""


def grow(start: Path, order: Order) -> Growth:
    """Take a repo to another level or template; a refusal or a dry run changes nothing."""
    template.warm_up(order.ask)
    where = place.find(start)
    git.check_merges()
    if order.dry_run:
        switch.check(where.top)
        with tempfile.TemporaryDirectory(prefix="mltrail-") as folder:
            return _plan(where, order, passing(where.top, Path(folder)), Path(folder) / "repo")[0]
    with switch.exclusive(where.top) as scratch:
        note = switch.recover(where.top)
        objects = Objects(where.top, scratch)
        growth, merged = _plan(where, order, objects, scratch / "repo")
        if not merged:
            return replace(growth, note=note)
        step = _step(objects, where, growth, merged)
        switch.move(where.top, step)
        done = "" if step.stages else step.merge
        return replace(growth, commit=done, note=note)


def status(start: Path) -> Status:
    """Say where a repo stands; put right what a killed run left."""
    where = place.find(start)
    note = _recovered(where)
    answers = where.answers()
    known = catalog.load()
    following = _levels_above(answers)[:1]
    return Status(
        folder=where.folder,
        project=answers.project,
        level=answers.level,
        version=answers.version,
        newest_version=__version__,
        next_level=following[0] if following else "",
        adds=[line for level in following for line in known.adds(answers.project, level)],
        verbs=[verb for level in following for verb in known.cell(answers.project, level).verbs],
        changed=where.dirty(),
        underway=where.underway(),
        note=note,
    )


def _recovered(where: Place) -> str:
    if not switch.pending(where.top):
        return ""
    with switch.exclusive(where.top):
        return switch.recover(where.top)


def _plan(where: Place, order: Order, objects: Objects, room: Path) -> tuple[Growth, Merged | None]:
    """Render and merge, all in objects; without a merge there is nothing to do."""
    place.check(where)
    old = where.answers()
    _check_version(old)
    level = old.level if order.update else _target(old, order.level)
    _check_options(old, level, order.answers)
    base = _base(objects, where, old, room.with_name("base"))
    answers = _unlicensed(old, order) | old.given | order.answers
    template.render(room, answers | {"level": level}, order.ask)
    new = parse((room / template.ANSWERS_FILE).read_text("utf-8"))
    growth = Growth(
        where.folder, old.project, old.level, level, old.version, new.version, [], where.head
    )
    tree = objects.tree_of(room)
    if tree == base.tree:
        return growth, None
    render = renders.store(objects, new, tree, [base.commit])
    ours = objects.tree_at(growth.before, where.prefix)
    merged = merge.merge(objects, base.tree, ours, tree)
    obstacles.check(where, objects.files(ours), objects.files(merged.tree))
    growth = replace(growth, changes=merged.changes, strays=merged.strays)
    return replace(growth, render=render.commit), merged


def _step(objects: Objects, where: Place, growth: Growth, merged: Merged) -> switch.Move:
    subject = (
        f"Update {growth.project} to mltrail {growth.new_version}"
        if growth.level == growth.new_level
        else f"Level {growth.project} up to {growth.new_level}"
    )
    ours = objects.tree_at(growth.before, where.prefix)
    tree = objects.filtered(merged.tree, ours, where.prefix)
    tree = objects.grafted(growth.before, where.prefix, tree)
    commit = objects.commit(tree, [growth.before, growth.render], f"{subject}\n")
    stages = [stage.replace("\t", f"\t{where.prefix}", 1) for stage in merged.stages]
    return switch.Move(growth.before, commit, f"{subject}\n", stages)


def _levels_above(answers: Answers) -> list[str]:
    """List the levels of a project above the present one, lowest first."""
    known = catalog.load()
    offered = [level for level in known.levels if level in known.project(answers.project).levels]
    known.level(answers.level)
    return [level for level in offered if _rank(level) > _rank(answers.level)]


def _rank(level: str) -> int:
    return list(catalog.load().levels).index(level)


def _target(answers: Answers, level: str | None) -> str:
    above = _levels_above(answers)
    if level:
        catalog.load().cell(answers.project, level)
    if not above:
        raise MltrailError(
            f"The repo is at level `{answers.level}`, the highest of `{answers.project}`.",
            "`mltrail next` says what comes now, `mltrail update` brings what is new here.",
        )
    if level and level not in above:
        raise MltrailError(
            f"The repo is at level `{answers.level}` already; `{level}` is not above it.",
            f"Levels above: {', '.join(above)}. To go back, undo the level-up with Git.",
        )
    return level or above[0]


def _check_options(old: Answers, level: str, chosen: dict[str, str]) -> None:
    for option, answer in chosen.items():
        catalog.load().check_option(old.project, level, option)
        recorded = old.given.get(option, answer)
        if recorded != answer:
            raise UsageError(
                f"The repo was made with `--{option} {recorded}`, and a level-up keeps that.",
                "To try the other, make a new repo with `mltrail new`.",
            )


def _unlicensed(old: Answers, order: Order) -> dict[str, str]:
    """Return the answer for an owner whom no one asked: no update gives their code a licence."""
    first = catalog.load().project(old.project).options.get("license")
    passed = first is not None and _rank(first) <= _rank(old.level)
    return {"license": "none"} if passed and not order.ask else {}


def _check_version(answers: Answers) -> None:
    version = _release(answers.version)
    if version and version > Version(__version__):
        raise MltrailError(
            f"The repo was made by mltrail {answers.version}, newer than this {__version__}.",
            "Update mltrail first: `uv tool upgrade mltrail` or `pip install -U mltrail`.",
        )


def _release(name: str) -> Version | None:
    """Read a version, unless it is one that Copier alone gives: a commit between releases."""
    try:
        return Version(name)
    except InvalidVersion:
        return None


def _base(objects: Objects, where: Place, answers: Answers, room: Path) -> Render:
    """Find the render that the owner's files grew from, or make it again."""
    found = renders.newest(objects, answers)
    if found:
        return found
    if answers.version != __version__:
        raise _gone(where, answers)
    template.render(room, answers.given)
    return renders.store(objects, answers, objects.tree_of(room), [])


def _gone(where: Place, answers: Answers) -> MltrailError:
    again = f"grow it once with the version that made it: `uvx mltrail@{answers.version} level-up`."
    if not _release(answers.version):
        again = "go on with Copier, which made it: `copier update -d level=...`."
    shallow = git.asked("rev-parse", "--is-shallow-repository", at=where.top) == "true"
    return MltrailError(
        f"The first state of this repo, by mltrail {answers.version}, is not in its history, "
        f"and mltrail {__version__} cannot make it again. Nothing was changed.",
        f"Fetch the history with `git fetch --unshallow`, or {again}"
        if shallow
        else f"You can {again}",
    )
