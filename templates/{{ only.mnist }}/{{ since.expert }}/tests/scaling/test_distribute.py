"""Processes that train together end with one network, and it is as good as that of one."""

import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import load_file

from mnist import data, predict
from mnist.scaling import distribute

pytestmark = pytest.mark.usefixtures("small")


def scores(folder):
    return json.loads((folder / "reports" / "metrics.json").read_text())


@pytest.fixture(scope="module")
def start(small, tmp_path_factory):
    """Return a function: start two processes; get the process that started them."""
    settings = tmp_path_factory.mktemp("settings") / "params.yaml"
    settings.write_text("seed: 1\nmodel: cnn\noptions: {epochs: 12, width: 4, dropout: 0.0}\n")

    def of(folder):
        flags = ["--params", settings, "--processes", 2, "--root", folder]
        command = [sys.executable, "-m", distribute.__name__, *map(str, flags)]
        both = subprocess.PIPE, subprocess.STDOUT
        return subprocess.Popen(command, stdout=both[0], stderr=both[1], text=True)

    return of


@pytest.fixture(scope="module")
def both(start, tmp_path_factory):
    """Let two processes train one network; return its folder and what was said."""
    folder = tmp_path_factory.mktemp("both")
    with start(folder) as program:
        said = program.communicate()[0]
    assert program.returncode == 0, said
    return folder, said


def test_two_processes_train_one_network_as_good_as_that_of_one(both, settings, tmp_path, run):
    code, said = run(distribute.main, "--processes", 1, "--params", settings, "--root", tmp_path)
    assert code == 0
    assert "1 process on" in said
    folder, told = both
    assert "2 processes on" in told  # the first one speaks, the other is silent
    assert told.count("epoch  1") == 1
    assert "the same weights in each process" in told  # or it would have ended with an error
    assert "Warning" not in told
    assert {file.name for file in (folder / "reports").iterdir()} == {
        file.name for file in (tmp_path / "reports").iterdir()
    }
    alone, together = scores(tmp_path)["test_accuracy"], scores(folder)["test_accuracy"]
    assert together == pytest.approx(alone, abs=0.1)
    assert together > 0.7
    digits = data.load(data.SAMPLE).take(np.arange(20))
    model = predict.load_model(folder / "models" / "model.safetensors")
    assert model.predict_proba(digits.images).sum(axis=1) == pytest.approx([1] * 20)


@pytest.mark.skipif(os.name == "nt", reason="uses Unix signals")
def test_a_run_that_is_killed_goes_on_and_ends_with_the_weights_of_one_run_through(
    both, start, tmp_path
):
    with start(tmp_path) as first:
        for line in first.stdout:
            if line.startswith("  epoch  2"):
                first.send_signal(signal.SIGKILL)
    with start(tmp_path) as second:
        said = second.communicate()[0]
    assert "epoch  1 " not in said and "epoch 12" in said, said
    one, other = (load_file(root / "models/model.safetensors") for root in (both[0], tmp_path))
    assert set(one) == set(other)
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("model: majority", "`majority` is no network"),
        ("model: cnn_distorted\noptions: {patience: 3}", "patience: 0"),
        ("model: cnm", "Did you mean `cnn`"),
        ("model: cnn\noptions: {epochs: 0}", "`epochs`"),
    ],
)
def test_what_cannot_be_distributed_is_told_before_any_process_starts(settings, run, text, hint):
    settings.write_text(text)
    code, said = run(distribute.main, "--params", settings, "--processes", 2)
    assert (code, hint in said) == (1, True), said


@pytest.mark.parametrize(
    "flags", [["--processes", 0], ["--precision", "int3"], ["--batch-size", "x"]]
)
def test_a_senseless_flag_is_refused(settings, run, flags):
    assert run(distribute.main, *flags)[0] == 2
