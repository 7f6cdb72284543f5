"""Check exercises: mltrail's own copy of the checks, in the repo's own environment."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mltrail import run
from mltrail.errors import CancelledError, MltrailError
from mltrail.learning import shipped
from mltrail.learning.exercises import FOLDER, Exercise, Repo

LIMIT = 600.0  # seconds for one exercise; its own limits end it earlier


@dataclass(frozen=True)
class Outcome:
    """What the check of one exercise says now."""

    id: str
    title: str
    done: bool  # verified: the check ran just now, unchanged
    why: str  # one sentence, empty where it is done
    note: str = ""  # what else the learner should know


def check(repo: Repo, exercises: Sequence[Exercise]) -> list[Outcome]:
    """Check exercises of a repo and let progress.json know.

    Raises `MltrailError` where nothing can be checked, say because the repo is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / FOLDER
        _copy(repo, copy)
        findings = _findings(repo, exercises, copy)
    note = str(findings.pop("", ""))
    return [
        Outcome(exercise.id, exercise.title, not why, why, note)
        for exercise in exercises
        for why in [findings.get(exercise.id, "Its check did not run.")]
    ]


def _copy(repo: Repo, copy: Path) -> None:
    """Lay out the checks that came with mltrail."""
    for path, source in shipped.files(repo.answers.given, FOLDER).items():
        file = copy / path.removeprefix(f"{FOLDER}/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(repo.laid_out(source))


def _findings(repo: Repo, exercises: Sequence[Exercise], copy: Path) -> dict[str, str]:
    """Return by exercise why it is not done, nothing where it is; a remark stands under ``""``."""
    report = copy / "report.json"
    tests = [copy / Path(exercise.folder).name for exercise in exercises]
    command = [run.python(repo.path), "-m", "pytest", "-c", copy / "pytest.ini", *tests]
    own = {"EXERCISES_REPO": str(repo.path), "EXERCISES_REPORT": str(report), "PYTHONUTF8": "1"}
    try:
        said = subprocess.run(
            list(map(str, command)),
            cwd=repo.path,
            env=run.environment() | own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT * len(exercises),
        )
    except subprocess.TimeoutExpired:
        raise MltrailError("The check did not end.", "Is there a loop without end?") from None
    except KeyboardInterrupt:
        raise CancelledError("Stopped.") from None
    try:
        found: dict[str, str] = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError):
        reason = [line for line in (said.stderr or said.stdout).splitlines() if line.strip()]
        raise MltrailError(
            f"The checks cannot run here: {' '.join(reason[-1:])}",
            f"Install the repo again: {run.install_commands(repo.path)[0]}",
        ) from None
    return found
