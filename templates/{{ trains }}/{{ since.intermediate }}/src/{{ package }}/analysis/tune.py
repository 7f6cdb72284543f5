"""Search for better options of a model, and write the best ones into params.yaml.

Run it with `uv run tune`; `--help` tells what can be chosen. Every trial is kept in studies/, so a
search that was stopped (or killed) goes on where it was when it is run again.
"""

import argparse
import hashlib
import inspect
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import optuna
from matplotlib.figure import Figure
from optuna.exceptions import ExperimentalWarning
from optuna.trial import FrozenTrial, Trial, TrialState
from optuna.visualization import matplotlib as plots
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from sqlalchemy.exc import DatabaseError

from .. import data, models, params
from ..errors import UserError, reported
from ..params import Params
from . import objective, spaces
from .objective import Task
from .programs import add_places, within, write_reports

Space = Callable[[Trial], dict[str, Any]]
Score = Callable[[dict[str, Any], Trial], float]

DATABASE = data.ROOT / "studies" / "tune.db"


class TuneError(UserError):
    """A search that cannot go on."""


def space_of(name: str) -> Space:
    """Return the function that picks options to try: the model's own, or the one in spaces.py."""
    space: Space | None = getattr(models.module(name), "space", None) or getattr(spaces, name, None)
    if space is None:
        raise models.ModelError(
            f"`{name}` cannot be tuned: it has no function `space` that says what to try. Write one"
            f" into `models/{name}.py`: `def space(trial)` returns options of `build`, such as"
            ' `{"size": trial.suggest_int("size", 1, 20)}`.'
        )
    return space


def search(
    study: optuna.Study,
    task: Task,
    trials: int,
    timeout: float | None = None,
    bar: bool = False,
    *,
    score: Score | None = None,
    jobs: int = 1,
) -> None:
    """Add trials until the study holds `trials` of them or `timeout` seconds are over.

    A trial that does badly at first is stopped: below the median of the others. With another
    `score` than the task's own, `jobs` trials are computed at once.
    """
    space, done, score = space_of(task.model), len(finished(study)), score or task.score
    # A resumed search must not draw the same options again: the seed moves on with the trials.
    # Of trials that still run, TPE takes the worst for granted, or all would try the same.
    seed = (task.seed + done) % 2**32
    study.sampler = optuna.samplers.TPESampler(seed=seed, constant_liar=jobs > 1)
    study.pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=1)
    if done < trials:
        study.optimize(
            lambda trial: score(space(trial), trial),
            n_trials=trials - done,
            timeout=timeout,
            n_jobs=jobs,
            show_progress_bar=bar and sys.stderr.isatty(),
        )


def finished(study: optuna.Study) -> list[FrozenTrial]:
    """Return the trials that have a score; one that was killed half-way has none."""
    states = (TrialState.COMPLETE, TrialState.PRUNED)
    return [each for each in study.trials if each.state in states and each.value is not None]


def best(study: optuna.Study) -> dict[str, Any]:
    """Return the options of the best trial, with numbers short enough to read.

    Raises TuneError if no trial came to its end.
    """
    if not any(trial.state is TrialState.COMPLETE for trial in study.trials):
        raise TuneError("No trial came to its end. Give them more time: `--timeout 300`.")
    return {key: _short(value) for key, value in study.best_params.items()}


def better(now: float, was: float) -> bool:
    """Say whether a score is better than another."""
    return now < was if objective.DIRECTION == "minimize" else now > was


def _short(value: Any) -> Any:
    return float(f"{value:.3g}") if isinstance(value, float) else value


def open_study(task: Task, database: Path) -> optuna.Study:
    """Return the study that belongs to this task, with the trials it has so far.

    Scores compare only as long as the examples, the model and the options that are not searched
    stay the same: a change of any of them starts a new study in the same file.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    seen = hashlib.sha256(task.fingerprint())
    space = space_of(task.model)
    for code in (models.module(task.model), space):
        seen.update(inspect.getsource(code).encode())
    searched = space(optuna.create_study().ask())
    kept = {key: value for key, value in task.given.items() if key not in searched}
    seen.update(repr(sorted(kept.items())).encode())
    try:
        return optuna.create_study(
            study_name=f"{task.model}, seed {task.seed}, {seen.hexdigest()[:8]}",
            storage=f"sqlite:///{database.as_posix()}",
            direction=objective.DIRECTION,
            load_if_exists=True,
        )
    except (DatabaseError, RuntimeError):  # not SQLite at all, or written by another Optuna
        raise TuneError(
            f"`{database}` holds no studies this program can read. Delete it."
        ) from None


def write(chosen: Params, path: Path) -> None:
    """Put model and options into a params.yaml; other lines and comments stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.representer.add_representer(float, _plain_float)
    document = yaml.load(path.read_text(encoding="utf-8"))
    document["model"] = chosen.model
    options = document.get("options")
    if options is None or not set(options) <= set(chosen.options):  # those of another model
        document.ca.items.pop("options", None)
        document["options"] = _in_place_of(options or CommentedMap(), chosen.options)
    else:
        options.update(chosen.options)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        yaml.dump(document, file)
    fresh.replace(path)  # in one step: a full disk or a kill leaves the old file whole


def _in_place_of(old: CommentedMap, options: dict[str, Any]) -> CommentedMap:
    """Return new options with the comments that stand below the old ones, not those on them."""
    new = CommentedMap(options)
    comments = old.ca.items.get(next(reversed(old), None))
    if comments and comments[2]:
        comments[2].value = "\n" + comments[2].value.partition("\n")[2]
        new.ca.items[next(reversed(new))] = comments
    return new


def _plain_float(representer: Any, value: float) -> Any:
    # PyYAML takes 1e-05 for a word, so small numbers are written out
    text = np.format_float_positional(value, trim="0")
    return representer.represent_scalar("tag:yaml.org,2002:float", text)


def figures(study: optuna.Study) -> dict[str, Figure]:
    """Return Optuna's own pictures of a search, by file name; a stopped trial has no dot there."""
    plt.switch_backend("agg")  # needs no window
    with plt.rc_context({"figure.constrained_layout.use": True}), warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        history: Any = plots.plot_optimization_history(study, target_name=objective.SCORE)
        panels: Any = plots.plot_slice(study, target_name=objective.SCORE)
    plt.close("all")
    history.figure.set_size_inches(8, 4.6)
    history.legend(loc="best")  # Optuna puts it beside the panel, where it takes half of the width
    for panel in np.ravel(panels):
        panel.tick_params(axis="x", which="both", labelrotation=45, labelsize=8)
    options = np.ravel(panels)[0].figure
    return {"tuning_history.png": history.figure, "tuning_options.png": options}


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("tune", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--model", help="default: the one params.yaml names")
    add("--trials", type=within(1, 100_000, int), default=30, help="default: 30 in all")
    add("--timeout", type=within(1, 1e6), default=objective.SECONDS, help="in seconds")
    add("--dry-run", action="store_true", help="search, but write no params.yaml")
    add("--database", type=Path, default=DATABASE, help="default: studies/tune.db")
    add_places(flags)
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Tune a model and tell what came of it."""
    run(parser().parse_args(argv), search)


def run(flags: argparse.Namespace, hunt: Callable[..., None]) -> None:
    """Let `hunt`, which takes what `search` takes, look for better options; tell what it found."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with reported():
        before = params.load(flags.params)
        model = flags.model or before.model
        space_of(model)  # a model that cannot be tuned is told before anything is loaded
        given = before.options if model == before.model else {}
        task = objective.load(model, before.seed, given)
        was = task.score(given)
        study = open_study(task, flags.database)
        if done := len(finished(study)):
            print(f"{done} trials are there already; {max(flags.trials - done, 0)} to go.")
        try:
            hunt(study, task, flags.trials, flags.timeout, True)
        except KeyboardInterrupt:
            kept = len(finished(study))
            print(f"Stopped. {kept} trials are kept; the same command goes on from there.")
            raise
        _conclude(study, task, was, flags)


def _conclude(study: optuna.Study, task: Task, was: float, flags: argparse.Namespace) -> None:
    """Print the scores before and after, and write what the search is good for."""
    options = best(study)
    now = task.score(options)
    written = ", ".join(f"{key}: {value}" for key, value in options.items())
    stopped = sum(trial.state is TrialState.PRUNED for trial in study.trials)
    print(f"{task.model}: {len(finished(study))} trials, {stopped} of them stopped early")
    print(f"  before  {was:.4f}\n  after   {now:.4f}  with {written}")
    if not better(now, was):
        print("Nothing better was found, so params.yaml stays as it is.")
    elif not flags.dry_run:
        write(task.params(options), flags.params)
        print(f"{flags.params.name} has them now. Train with them: uv run train")
    print(objective.ADVICE)
    write_reports(flags.reports, figures(study))


if __name__ == "__main__":
    main()
