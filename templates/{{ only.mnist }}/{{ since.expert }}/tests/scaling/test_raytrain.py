"""Ray starts the processes, and the network comes back with its history."""

import json
import os
import subprocess
import sys

import pytest

from mnist.operations import scale
from mnist.scaling import distribute

PYTHON = scale.ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"


@pytest.fixture(scope="module")
def python():
    """Return the Python that has Ray; `uv run distribute --on ray` makes the same environment."""
    if distribute.find_spec("ray"):
        return sys.executable
    if not PYTHON.exists():
        assert scale.elsewhere(["--help"], "scaling.distribute") == 0
    return str(PYTHON)


@pytest.mark.skipif(os.name == "nt", reason="takes minutes to start there")
def test_two_processes_on_ray_write_what_train_writes(python, small, settings, tmp_path):
    places = ["--params", str(settings), "--root", str(tmp_path)]
    command = [python, "-m", distribute.__name__, "--on", "ray", "--processes", "2", *places]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "epoch  1" in done.stdout
    found = json.loads((tmp_path / "reports" / "metrics.json").read_text())
    assert found["test_accuracy"] > 0.5
    assert (tmp_path / "models" / "model.safetensors").exists()


def test_without_ray_the_command_goes_where_ray_is(monkeypatch, settings, run):
    asked = []
    monkeypatch.setattr(distribute, "find_spec", lambda name: None)
    monkeypatch.setattr(scale, "elsewhere", lambda *given: asked.append(given) or 7)
    assert run(distribute.main, "--on", "ray", "--params", settings)[0] == 7
    assert asked == [(["--on", "ray", "--params", str(settings)], "scaling.distribute")]
