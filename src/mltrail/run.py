"""Install a generated repo and run its verbs, as its owner would by hand."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from mltrail.errors import CancelledError, MltrailError


def has_uv() -> bool:
    """Say whether uv can be called."""
    return shutil.which("uv") is not None


def install_commands(repo: Path) -> list[str]:
    """Return what a person types to install a repo from inside it."""
    if has_uv():
        return ["uv sync"]
    activate = r".venv\Scripts\activate" if os.name == "nt" else ". .venv/bin/activate"
    with_pip = [f"python -m pip install {' '.join(words)}" for words in _with_pip(repo)]
    return ["python -m venv .venv", activate, *with_pip]


def _with_pip(repo: Path) -> list[list[str]]:
    """Return what pip has to be told, call by call, to install what `uv sync` does."""
    settings = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))
    uv = settings.get("tool", {}).get("uv", {})
    url = {index["name"]: index["url"] for index in uv.get("index", [])}
    elsewhere = [
        [name, "--index-url", url[source["index"]]]
        for name, sources in uv.get("sources", {}).items()
        for source in sources
    ]
    groups = [word for group in settings["dependency-groups"] for word in ("--group", group)]
    return [["--upgrade", "pip"], *elsewhere, ["-e", ".", *groups]]  # groups need pip 25.1


def verb_command(verb: str) -> str:
    """Return what a person types to run a verb of an installed repo."""
    return f"uv run {verb}" if has_uv() else verb


def install(repo: Path) -> None:
    """Install a repo and what it needs into its own `.venv`."""
    if has_uv():
        _call(["uv", "sync"], repo, "Installing")
        return
    _call([sys.executable, "-m", "venv", ".venv"], repo, "Making the environment")
    for words in _with_pip(repo):
        _call([_bin(repo, "python"), "-m", "pip", "install", *words], repo, "Installing")


def verb(repo: Path, name: str) -> None:
    """Run one verb of an installed repo."""
    _call(["uv", "run", name] if has_uv() else [_bin(repo, name)], repo, f"Running `{name}`")


def metrics(repo: Path) -> dict[str, Any]:
    """Return what the last training run measured."""
    content: dict[str, Any] = json.loads((repo / "reports" / "metrics.json").read_text("utf-8"))
    return content


def python(repo: Path) -> str:
    """Return the Python of an installed repo; `MltrailError` if it is not installed."""
    program = Path(_bin(repo, "python.exe" if os.name == "nt" else "python"))
    if not program.exists():
        commands = "\n".join(f"  {command}" for command in install_commands(repo))
        raise MltrailError(f"`{repo.name}` is not installed yet.", f"Install it:\n{commands}")
    return str(program)


def _bin(repo: Path, program: str) -> str:
    return str(repo / ".venv" / ("Scripts" if os.name == "nt" else "bin") / program)


def environment() -> dict[str, str]:
    """Return the variables for a program that runs in a repo.

    Under `uv run mltrail`, those of that run would name the wrong environment.
    """
    return {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}


def _call(command: list[str], repo: Path, doing: str) -> None:
    print(f"\n{doing} ...", file=sys.stderr, flush=True)
    try:
        done = subprocess.run(command, cwd=repo, env=environment(), stdout=sys.stderr)
    except KeyboardInterrupt:
        raise CancelledError("Stopped.", f"The repo is complete; go on in `{repo}`.") from None
    if done.returncode:
        raise MltrailError(
            f"{doing} did not work (exit code {done.returncode}, see above).",
            f"The repo is complete; try again in `{repo}` with `{' '.join(command)}`.",
        )
