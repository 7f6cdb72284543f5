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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import optuna
from optuna.trial import Trial

from .. import data
from ..analysis import objective, tune
from ..analysis.programs import within
from ..errors import UserError, reported

if TYPE_CHECKING:
    from types import ModuleType

ENVIRONMENT = data.ROOT / ".venv-ray"
MEMORY = 100_000_000  # bytes of the local cluster's object store: the data is small


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
    flags: argparse.Namespace, study: optuna.Study, task: objective.Task, *limits: Any
) -> None:
    """Search as `tune` does, each trial on a processor of the cluster.

    This process asks Optuna what to try and records the scores; the cluster only computes. So the
    study on disk is always whole, whatever is killed.
    """
    with cluster(flags.address, flags.cpus) as ray:
        processors = max(1, int(ray.cluster_resources().get("CPU", 1)))
        print(f"processors: {processors}; trials so far: {len(tune.finished(study))}")
        shared, remote = ray.put(task), ray.remote(num_cpus=1, max_retries=2)(_score)

        def score(options: dict[str, Any], _: Trial) -> float:
            return float(ray.get(remote.remote(shared, options)))  # a thread waits for it

        try:
            tune.search(study, task, *limits, score=score, jobs=processors)
        except ray.exceptions.RayError as problem:
            reason = str(problem).strip().splitlines()[-1]
            raise ScaleError(f"A trial failed: {reason} The others are kept.") from None


def _score(task: objective.Task, options: dict[str, Any]) -> float:
    return task.score(options)


def parser() -> argparse.ArgumentParser:
    """Describe the flags: those of `tune`, and where to run."""
    flags = tune.parser()
    flags.prog, flags.description = "scale", __doc__.splitlines()[0]
    flags.add_argument("--address", help="a Ray cluster, as in 10.0.0.5:6379; default: make one")
    flags.add_argument("--cpus", type=within(1, 256, int), default=2, help="default: 2")
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
    tune.run(flags, partial(search, flags))


if __name__ == "__main__":
    main()
