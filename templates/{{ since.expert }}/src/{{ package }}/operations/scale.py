"""Search for better options on many processors at once, on this computer or on a Ray cluster.

Run it with `uv run scale`; with `--address` the same search runs on a cluster. It shares the study
of `uv run tune`, so either goes on where the other stopped or was killed.

Ray installs commands called `serve` and `tune` and would put them in the place of this repo's. So
it lives in an environment of its own, `.venv-ray`, which the first run makes.
"""

import argparse
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import optuna
from optuna.trial import Trial, TrialState
from tqdm import tqdm

from .. import data, params
from ..analysis import objective, tune
from ..errors import UserError, reported

if TYPE_CHECKING:
    from types import ModuleType

ENVIRONMENT = data.ROOT / ".venv-ray"
MEMORY = 100_000_000  # bytes of the local cluster's object store: the data is small
FAILURES = 3  # so many trials may fail before the search gives up


class ScaleError(UserError):
    """A cluster that cannot be reached, or on which nothing runs."""


@contextmanager
def cluster(address: str | None, cpus: int) -> Iterator["ModuleType"]:
    """Give Ray, connected to the cluster at `address` or to one made here with `cpus` workers."""
    if address:
        _knock(address)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # Ray would tell its makers otherwise
    # Workers run in this environment as it is; Ray would have uv build another one for them.
    os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"  # hides no processors, warns of nothing
    import ray

    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **_where(address, cpus))
    except Exception as problem:  # of many kinds; the one of a slow start has none
        reason = str(problem).strip().partition("\n")[0].rstrip(".")
        hint = "If it wants a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN."
        if not address:
            raise ScaleError(f"Ray did not start. {reason}. Try again; no trial is lost.") from None
        raise ScaleError(f"No Ray cluster at `{address}` lets us in. {reason}. {hint}") from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Raise ScaleError if nobody listens there: Ray itself would go on trying for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, ValueError):
        raise ScaleError(
            f"No Ray cluster answers at `{address}`; it looks like host:6379."
        ) from None


def _where(address: str | None, cpus: int) -> dict[str, Any]:
    if address:
        # The nodes have the packages; this repo's own code travels with the job.
        return {"address": address, "runtime_env": {"py_modules": [str(Path(__file__).parents[1])]}}
    return {
        "address": "local",
        "num_cpus": cpus,
        "include_dashboard": False,
        "object_store_memory": MEMORY,
        "_node_ip_address": "127.0.0.1",
    }


def search(
    ray: "ModuleType", study: optuna.Study, task: objective.Task, trials: int, timeout: float
) -> None:
    """Add trials until the study holds `trials` of them or `timeout` seconds are over.

    This process asks Optuna what to try and records the scores; the cluster computes them, one
    trial on each processor. So the study on disk is always whole, whatever is killed.
    """
    done, end = len(tune.finished(study)), time.monotonic() + timeout
    # Trials still running count as bad ones: otherwise all processors would try the same options.
    study.sampler = optuna.samplers.TPESampler(seed=(task.seed + done) % 2**32, constant_liar=True)
    space, score = tune.space_of(task.model), ray.remote(num_cpus=1, max_retries=2)(_score)
    shared, failed = ray.put(task), 0
    running: dict[Any, Trial] = {}  # a score that is being computed -> its trial
    with tqdm(total=trials, initial=min(done, trials), unit="trial", disable=None) as bar:
        while running or (done < trials and time.monotonic() < end):
            wanted = min(trials - done, _processors(ray)) if time.monotonic() < end else 0
            while len(running) < wanted:
                trial = study.ask()
                running[score.remote(shared, space(trial))] = trial
            (ready,), _ = ray.wait(list(running), num_returns=1)
            if _record(ray, study, running.pop(ready), ready):
                done += 1
                bar.update()
            elif (failed := failed + 1) == FAILURES:
                raise ScaleError(f"{FAILURES} trials failed; Ray's own logs have the reason.")


def _score(task: objective.Task, options: dict[str, Any]) -> float:
    return task.score(options)


def _processors(ray: "ModuleType") -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))  # asked anew: nodes come and go


def _record(ray: "ModuleType", study: optuna.Study, trial: Trial, ready: Any) -> bool:
    try:
        study.tell(trial, ray.get(ready))
    except ray.exceptions.RayError:
        study.tell(trial, state=TrialState.FAIL)
        return False
    return True


def conclude(
    study: optuna.Study, task: objective.Task, was: float, flags: argparse.Namespace
) -> None:
    """Print the scores before and after; write options that are better into params.yaml."""
    options = tune.best(study)
    now = task.score(options)
    chosen = ", ".join(f"{key}: {value}" for key, value in options.items())
    print(f"{task.model}: {len(tune.finished(study))} trials")
    print(f"  before  {was:.4f}\n  after   {now:.4f}  with {chosen}")
    if not tune.better(now, was):
        print("Nothing better was found, so params.yaml stays as it is.")
    elif not flags.dry_run:
        tune.write(task.params(options), flags.params)
        print(f"{flags.params.name} has them now. Train with them: uv run train")
    flags.reports.mkdir(parents=True, exist_ok=True)
    for name, figure in tune.figures(study, task.model).items():
        figure.savefig(flags.reports / f"{name}.png", metadata={"Software": None})


def parser() -> argparse.ArgumentParser:
    """Describe the flags: those of `tune`, and where to run."""
    flags = tune.parser()
    flags.prog, flags.description = "scale", __doc__.splitlines()[0]
    flags.add_argument("--address", help="a Ray cluster, as in 10.0.0.5:6379; default: make one")
    flags.add_argument(
        "--cpus", type=int, choices=range(1, 257), metavar="1-256", default=2, help="default: 2"
    )
    return flags


def elsewhere(argv: Sequence[str], program: str = "operations.scale") -> int:
    """Run a program of this package in the environment that has Ray; return its exit code."""
    if shutil.which("uv") is None:
        raise ScaleError("Ray is missing. Install it with `pip install -e '.[scaling]'`.")
    command = ["uv", "run", "--no-default-groups", "--group=analysis", "--extra=scaling"]
    own = os.environ | {"UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)}
    own.pop("VIRTUAL_ENV", None)
    module = ["python", "-m", f"{__package__.partition('.')[0]}.{program}", *argv]
    return subprocess.run([*command, *module], env=own).returncode


def main(argv: Sequence[str] | None = None) -> None:
    """Search on the cluster and tell what came of it."""
    flags = parser().parse_args(argv)
    if find_spec("ray") is None:
        with reported():
            code = elsewhere(sys.argv[1:] if argv is None else argv)
        sys.exit(code)
    _run(flags)


def _run(flags: argparse.Namespace) -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with reported():
        before = params.load(flags.params)
        model = flags.model or before.model
        tune.space_of(model)  # a model that cannot be tuned is told before anything is loaded
        given = before.options if model == before.model else {}
        task = objective.load(model, before.seed, given)
        was = task.score(given)
        study = tune.open_study(task, flags.database)
        with cluster(flags.address, flags.cpus) as ray:
            print(f"processors: {_processors(ray)}; trials so far: {len(tune.finished(study))}")
            search(ray, study, task, flags.trials, flags.timeout)
        conclude(study, task, was, flags)


if __name__ == "__main__":
    main()
