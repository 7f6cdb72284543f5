"""The measurements are complete, and only what is clearly quicker is recommended."""

import io
import json
import multiprocessing

import pandas as pd
import pytest

from mnist.scaling import throughput
from mnist.scaling.ways import Way


def test_every_question_is_asked_and_reported(settings, tmp_path, run):
    settings.write_text("seed: 1\nmodel: mlp\noptions: {width: 8}\n")
    reports = tmp_path / "reports"
    code, said = run(throughput.main, "--seconds", 1, "--params", settings, "--reports", reports)
    assert code == 0
    assert max(map(len, said.splitlines())) <= 80
    found = json.loads((reports / "throughput.json").read_text())
    asked = {speed["question"] for speed in found["speeds"]}
    assert {"precision", "images", "batch size"} <= asked
    for question in asked:
        speeds = [speed for speed in found["speeds"] if speed["question"] == question]
        assert sum(speed["kept"] for speed in speeds) == 1
        assert all(0 < s["slowest"] <= s["images_per_second"] <= s["quickest"] for s in speeds)
        assert all(0 <= speed["waiting"] <= 1 for speed in speeds)
    assert "Take these: uv run distribute" in said
    assert (reports / "throughput.png").stat().st_size > 10_000
    assert not multiprocessing.active_children()  # the workers of the DataLoader are gone


class Steady:
    """A network that learns from so many images a second."""

    def __init__(self, network, learn, choice):
        self.rates, self.feed = iter(network[choice.name]), io.BytesIO()  # which can be closed

    def run(self, seconds):
        return next(self.rates), 0.0


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ([120, 130, 125, 121, 140], "bfloat16"),
        ([103, 104, 103, 104, 103], "float32"),  # by less than the margin
        ([150, 150, 150, 150, 99], "float32"),  # not in every round
        ([50, 60, 55, 50, 50], "float32"),
    ],
)
def test_only_what_is_clearly_quicker_replaces_what_there_is(monkeypatch, other, kept):
    monkeypatch.setattr(throughput, "Runner", Steady)
    rates = {"float32": [100] * 5, "bfloat16": other}
    choices = throughput.precisions(Way(64))[:2]
    speeds = throughput.race("precision", choices, rates, None, 1)
    assert speeds["choice"][speeds["kept"]].tolist() == [kept]
    told = throughput.advice(speeds, Way(64, precision=kept))
    assert ("no gain here" in told[0]) == (kept == "float32")


def test_the_advice_names_the_flags_that_differ_from_the_usual_way():
    columns = ["question", "choice", "times", "kept"]
    rows = [("batch size", "64 images", 1.0, False), ("batch size", "256 images", 3.0, True)]
    speeds = pd.DataFrame(rows, columns=columns)
    told = throughput.advice(speeds, Way(64, precision="bfloat16", workers=2))
    assert "3.0 times as quick" in told[0]
    assert told[1].endswith("uv run distribute --precision bfloat16 --workers 2")


def test_a_model_without_steps_is_explained(settings, run):
    settings.write_text("model: majority\n")
    assert "is no network" in run(throughput.main, "--params", settings)[1]
