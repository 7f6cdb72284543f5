"""Look at this machine: what helps, what hinders, and what to do about it."""

import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mltrail import git, run

GIGABYTE = 10**9
ENOUGH_DISK = 5 * GIGABYTE  # an expert repo with its libraries and a package cache


@dataclass(frozen=True)
class Check:
    """One thing looked at; `todo` says what to do unless all is well."""

    name: str
    state: Literal["ok", "warning", "problem"]
    found: str
    todo: str = ""


def examine(folder: Path) -> list[Check]:
    """Check everything that a generated repo would meet in this folder."""
    return [_python(), _git(), _identity(folder), _uv(), _disk(folder), _gpu()]


def _python() -> Check:
    return Check("Python", "ok", platform.python_version())


def _git() -> Check:
    found = git.dotted(git.version())
    if not found:
        return Check("Git", "problem", "none that runs", f"Install it from {git.DOWNLOADS}.")
    if git.version() < git.MERGES:
        todo = f"`mltrail level-up` takes {git.dotted(git.MERGES)} or newer: {git.DOWNLOADS}."
        return Check("Git", "warning", found, todo)
    return Check("Git", "ok", found)


def _identity(folder: Path) -> Check:
    known = git.identity(folder) if git.available() else {}
    if {"user.name", "user.email"} <= known.keys():
        return Check("Git identity", "ok", f"{known['user.name']} <{known['user.email']}>")
    return Check(
        "Git identity",
        "warning",
        "not set",
        git.HOW_TO_SET_IDENTITY,
    )


def _uv() -> Check:
    if run.has_uv():
        return Check("uv", "ok", _first_line(["uv", "--version"]).removeprefix("uv "))
    return Check("uv", "warning", "not found", "`pip install uv` makes installs quick.")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    found = f"{free / GIGABYTE:.1f} GB free"
    if free < ENOUGH_DISK:
        return Check("Disk", "warning", found, "A beginner's repo needs 1 GB, an expert's 5 GB.")
    return Check("Disk", "ok", found)


def _gpu() -> Check:
    if shutil.which("nvidia-smi"):
        name = _first_line(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
        if name:
            return Check("GPU", "ok", name)
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return Check("GPU", "ok", "Apple silicon")
    return Check("GPU", "ok", "none found; every project runs without one")


def _first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.partition("\n")[0].strip() if done.returncode == 0 else ""
