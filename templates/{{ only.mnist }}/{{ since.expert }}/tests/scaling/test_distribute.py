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


def scores(folder):
    return json.loads((folder / "reports" / "metrics.json").read_text())


def test_two_processes_train_one_network_as_good_as_that_of_one(settings, tmp_path, run):
    alone, both = tmp_path / "alone", tmp_path / "both"
    places = ["--params", settings, "--root"]
    code, said = run(distribute.main, "--processes", 1, *places, alone)
    assert code == 0
    assert "1 process on" in said
    _, told = run(distribute.main, "--processes", 2, *places, both)
    assert "2 processes on" in told  # the first one speaks, the other is silent
    assert told.count("epoch  1") == 1
    assert "the same weights in each process" in told  # or it would have ended with an error
    assert "Warning" not in told
    assert {file.name for file in (both / "reports").iterdir()} == {
        file.name for file in (alone / "reports").iterdir()
    }
    assert scores(both)["test_accuracy"] == pytest.approx(scores(alone)["test_accuracy"], abs=0.1)
    assert scores(both)["test_accuracy"] > 0.7
    digits = data.load(data.SAMPLE).take(np.arange(20))
    answers = predict.load_model(both / "models" / "model.safetensors").predict_proba(digits.images)
    assert answers.sum(axis=1) == pytest.approx([1] * 20)


@pytest.mark.skipif(os.name == "nt", reason="uses Unix signals")
def test_a_run_that_is_killed_goes_on_and_ends_with_the_weights_of_one_run_through(
    settings, tmp_path, run
):
    settings.write_text("seed: 1\nmodel: cnn\noptions: {epochs: 5, width: 2}\n")
    through, killed = tmp_path / "through", tmp_path / "killed"
    places = ["--params", settings, "--processes", 2, "--root"]
    command = [sys.executable, "-m", distribute.__name__, *map(str, [*places, killed])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        for line in first.stdout:
            if line.startswith("  epoch  2"):
                first.send_signal(signal.SIGKILL)
    code, said = run(distribute.main, *places, killed)
    assert code == 0, said
    assert "epoch  1" not in said and "epoch  5" in said
    run(distribute.main, *places, through)
    one, other = (load_file(root / "models/model.safetensors") for root in (through, killed))
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
