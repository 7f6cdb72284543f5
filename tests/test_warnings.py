"""A repo's tests fail on a warning that its own code causes, and on no other's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mltrail.rendering import template

WARNS = (
    "import warnings\ndef answer():\n    warnings.warn('soon gone', FutureWarning)\n    return 42\n"
)


@pytest.mark.parametrize(("module", "code"), [("titanic.old", 1), ("library", 0)])
def test_whose_warning_fails_the_tests(tmp_path: Path, module: str, code: int) -> None:
    repo = tmp_path / "ship"
    template.render(repo, {"project": "titanic", "level": "beginner", "name": "ship"})
    for folder in ("src", "tests"):
        shutil.rmtree(repo / folder)
    file = repo / "src" / f"{module.replace('.', '/')}.py"
    file.parent.mkdir(parents=True)
    file.write_text(WARNS, "utf-8")
    (repo / "tests").mkdir()
    test = f"from {module} import answer\ndef test_it():\n    assert answer() == 42\n"
    (repo / "tests" / "test_it.py").write_text(test, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=repo,
        env=os.environ | {"PYTHONPATH": str(repo / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout
