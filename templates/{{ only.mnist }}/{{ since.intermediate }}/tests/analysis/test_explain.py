"""The explanation finds what was put there to be found, and touches no test digit."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest

from mnist import data, params, predict, train
from mnist.analysis import charts, explain, occlusion, origin
from mnist.params import Params


@dataclass
class Corner:
    """Says 1 if there is ink in the upper left corner, else 0."""

    sure: float = 0.9

    def predict_proba(self, images):
        corner = images[:, 2:5, 2:5].max(axis=(1, 2)) > 0
        probabilities = np.full((len(images), 10), (1 - self.sure) / 9)
        probabilities[np.arange(len(images)), corner.astype(int)] = self.sure
        return probabilities


@pytest.fixture(scope="module")
def found(result, sample):
    """Explain the quick network."""
    return explain.explain(result.model, data.split(sample, 42).validation, 42)


def test_covering_the_one_place_that_counts_costs_the_answer():
    image = np.zeros((28, 28), np.uint8)
    image[2:5, 2:5] = 255
    lost = occlusion.lost(Corner().predict_proba, image, 1)
    assert lost.shape == (28, 28)
    assert np.unravel_index(lost.argmax(), lost.shape) < (7, 7)
    assert lost[15:, 15:] == pytest.approx(0)


def test_errors_are_counted_for_each_digit():
    table = explain.errors_by_digit(np.array([3, 3, 3, 3, 5]), np.array([3, 8, 8, 5, 5]))
    assert table.loc[3, ["images", "wrong", "mostly taken for"]].tolist() == [4, 0.75, "8"]
    assert table.loc[5, ["images", "wrong", "mostly taken for"]].tolist() == [1, 0.0, "-"]


def test_a_model_that_keeps_its_promises_has_no_gap():
    sure = np.full(100, 0.75)
    assert explain.calibration(sure, np.arange(100) < 75)[1] == pytest.approx(0)
    assert explain.calibration(sure, np.ones(100, bool))[1] == pytest.approx(0.25)


def test_no_mistake_in_a_few_images_does_not_mean_never():
    low, high = charts.interval(np.array([0.0, 0.0, 0.5]), np.array([10, 1000, 0]))
    assert low[0] == pytest.approx(0)
    assert high[0] > 0.2 > 0.01 > high[1]
    assert (low[2], high[2]) == (0, 1)


def test_mistakes_come_first_the_surest_at_the_front():
    missed = np.array([False, True, True, False])
    chosen = explain.examples(missed, np.array([0.9, 0.6, 0.8, 0.7]), seed=1)
    assert chosen[:2].tolist() == [2, 1]
    assert set(chosen[2:]) == {0, 3}


def test_every_validation_image_counts_once(found):
    assert found.digits["images"].sum() == found.calibration["images"].sum() == 500
    assert found.wrong == pytest.approx(np.average(found.digits["wrong"], weights=[50] * 10))


@pytest.mark.parametrize("sure", [0.9, 0.15])
def test_a_model_that_is_never_or_always_right_is_explained_too(sure, few, tmp_path):
    zeros = few.take(few.labels == 0)
    assert explain.save(explain.explain(Corner(sure), zeros, 1), "cnn", tmp_path)
    others = few.take(few.labels == 7)
    assert explain.explain(Corner(sure), others, 1).wrong == 1


def test_explain_writes_the_report_and_its_pictures(result, tmp_path, capsys, monkeypatch):
    train.save(result, tmp_path)
    monkeypatch.setattr(data, "FULL", tmp_path / "no")
    reports = tmp_path / "reports"
    model = tmp_path / "models" / "model.safetensors"
    flags = ["--model", model, "--reports", reports]
    explain.main([str(flag) for flag in flags])
    assert "Errs most for" in capsys.readouterr().out
    text = (reports / "explain.md").read_text()
    for name in ("errors", "calibration", "occlusion"):
        assert f"({name}.png)" in text
        assert (reports / f"{name}.png").stat().st_size > 0


def test_a_missing_model_is_explained(tmp_path):
    with pytest.raises(SystemExit, match="uv run train"):
        explain.main(["--model", str(tmp_path / "nowhere")])


def test_the_settings_of_the_repo_can_be_explained():
    assert params.load().model and predict.MODEL.name == "model.safetensors"


@pytest.fixture
def seven(tmp_path, monkeypatch):
    """Save a model that was trained with another seed than params.yaml has; return its file."""
    monkeypatch.setattr(data, "FULL", tmp_path / "no")
    result = train.train(Params(7, "majority"), data.SAMPLE)
    return train.save(result, tmp_path)[0]


def test_a_model_is_asked_about_digits_that_it_has_not_learned_from(seven, sample, monkeypatch):
    asked = []
    monkeypatch.setattr(explain, "explain", lambda *given: asked.append(given) or sys.exit())
    with pytest.raises(SystemExit):
        explain.main(["--model", str(seven)])
    ((_, digits, seed),) = asked
    unseen = data.split(sample, 7).validation
    assert (digits.fingerprint(), seed) == (unseen.fingerprint(), 7)
    assert origin.settings(seven) == Params(7, "majority")


def test_a_model_that_learned_from_other_digits_is_not_explained(seven, sample, monkeypatch):
    monkeypatch.setattr(data, "load", lambda *_: sample.take(np.arange(1000, 5000)))
    with pytest.raises(SystemExit, match="not learned from the digits that are here"):
        explain.main(["--model", str(seven)])
