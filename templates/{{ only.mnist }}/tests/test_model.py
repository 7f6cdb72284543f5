"""The model is better than the baselines, and behaves as a person would expect."""

import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import load_file

from mnist import data, history, models, params, plots, train
from mnist.params import Params

MODEL = "models/model.safetensors"


def test_three_epochs_beat_the_baselines(result):
    scores = result.metrics
    assert scores["baseline_majority_accuracy"] == pytest.approx(0.1, abs=0.01)
    assert scores["baseline_logistic_regression_accuracy"] > 0.85
    assert scores["validation_accuracy"] > scores["baseline_logistic_regression_accuracy"] + 0.03


def test_the_test_set_agrees_with_the_validation_set(result):
    scores = result.metrics
    assert scores["test_accuracy"] == pytest.approx(scores["validation_accuracy"], abs=0.03)


def test_loss_falls_from_epoch_to_epoch(result):
    epochs = result.model.history
    assert [epoch.number for epoch in epochs] == [1, 2, 3]
    assert epochs[0].loss > epochs[1].loss > epochs[2].loss
    assert epochs[-1].val_loss < epochs[0].val_loss


def test_the_best_epoch_is_kept(few):
    model = train.fit(models.build("cnn", epochs=6, learning_rate=0.05, width=2), few, few, 1)
    smallest = min(epoch.val_loss for epoch in model.history)
    assert history.best_epoch(model.history) < 6 or smallest == model.history[-1].val_loss
    assert train.scores(model, few, "val")["val_log_loss"] == pytest.approx(smallest, abs=1e-4)


def test_the_interval_of_the_score_holds_it_and_is_as_wide_as_a_thousand_digits_tell(result):
    low, score, high = (result.metrics[f"test_accuracy{end}"] for end in ("_low", "", "_high"))
    assert low < score < high <= 1
    assert 0.005 < high - low < 0.03


def test_the_same_seed_gives_the_same_network(few):
    ask = few.images[:20]
    first, again, other = (
        train.fit(models.build("cnn", epochs=1), few, few, seed).predict_proba(ask)
        for seed in (1, 1, 2)
    )
    assert first == pytest.approx(again, abs=1e-5)
    assert first != pytest.approx(other, abs=1e-3)


RUN = """
import os, sys
from pathlib import Path
from mnist import data, train

def show(epoch):
    if epoch.number == 3:
        os.kill(os.getpid(), 9)

train.show = show
data.ROOT, data.FULL, data.SAMPLE = (Path(each) for each in sys.argv[1:4])
train.main(["--params", sys.argv[4]])
"""


def test_a_run_that_is_killed_goes_on_and_ends_with_the_weights_of_one_run_through(
    tmp_path, few, monkeypatch, capsys
):
    np.savez(tmp_path / "few.npz", images=few.images, labels=few.labels)
    (tmp_path / "quick.yaml").write_text("model: cnn\noptions: {epochs: 4, width: 2}")
    places = [tmp_path, tmp_path / "no", tmp_path / "few.npz", tmp_path / "quick.yaml"]
    assert subprocess.run([sys.executable, "-c", RUN, *map(str, places)], check=False).returncode
    for name, place in zip(("ROOT", "FULL", "SAMPLE"), places, strict=False):
        monkeypatch.setattr(data, name, place)
    train.main(["--params", str(places[-1])])
    told = [line[8:10] for line in capsys.readouterr().out.splitlines() if "epoch" in line]
    assert " 1" not in told and told[-1] == " 4"
    found = load_file(tmp_path / MODEL)
    splits, through = data.split(few, 42), models.build("cnn", epochs=4, width=2)
    train.fit(through, splits.train, splits.validation, 42)
    assert all((found[name] == array).all() for name, array in through.arrays().items())
    assert not (tmp_path / "models" / "checkpoint").exists()


def test_other_settings_and_edited_code_begin_anew(tmp_path, monkeypatch):
    def left_over(run, code):
        """Begin a run and stop it; say whether there was something to go on with."""
        monkeypatch.setattr(history, "code", lambda: code)
        found = []
        with pytest.raises(KeyboardInterrupt), history.resumable(tmp_path / "x", run) as folder:
            found.append(folder.exists())
            folder.mkdir(parents=True, exist_ok=True)
            raise KeyboardInterrupt
        return found[0]

    runs = [("seed 1", b"a"), ("seed 1", b"a"), ("seed 1", b"b"), ("seed 2", b"b")]
    assert [left_over(*run) for run in runs] == [False, True, False, False]


# Invariance: what should not matter does not.


@pytest.mark.parametrize("way", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_a_digit_that_moves_by_a_pixel_stays_the_digit(result, sample, way):
    images = data.split(sample, 42).test.images[:300]
    before = result.model.predict_proba(images).argmax(axis=1)
    after = result.model.predict_proba(np.roll(images, way, axis=(1, 2))).argmax(axis=1)
    assert (before == after).mean() > 0.93


def test_fainter_ink_is_the_same_digit(result, sample):
    images = data.split(sample, 42).test.images[:300]
    before = result.model.predict_proba(images).argmax(axis=1)
    after = result.model.predict_proba((images * 0.8).astype(np.uint8)).argmax(axis=1)
    assert (before == after).mean() > 0.95


# Direction: what should change the answer changes it.


def test_an_eight_without_its_left_half_is_less_of_an_eight(result, sample):
    test = data.split(sample, 42).test
    eights = test.images[test.labels == 8]
    cut = eights.copy()
    cut[:, :, :13] = 0
    whole, half = (result.model.predict_proba(each)[:, 8].mean() for each in (eights, cut))
    assert half < whole - 0.3


# The least a model must be able to do.


# every model, and the one in params.yaml with its options
CHOICES = [Params(model=name) for name in models.available()] + [params.load()]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: chosen.model)
def test_every_model_trains_answers_and_survives_being_saved(chosen, few):
    model = train.fit(train.build(chosen), few, few, seed=42)
    chances = model.predict_proba(few.images)
    assert chances.shape == (300, 10)
    assert chances.sum(axis=1) == pytest.approx(np.ones(300))
    again = train.build(chosen)
    again.restore(model.arrays())
    assert again.predict_proba(few.images) == pytest.approx(chances, abs=1e-6)


@pytest.mark.parametrize("name", models.available())
def test_weights_of_another_model_do_not_fit(name):
    with pytest.raises((ValueError, RuntimeError)):
        train.build(Params(model=name)).restore({"strange": np.zeros(3)})


def test_the_order_of_the_questions_does_not_matter(result, few):
    there = result.model.predict_proba(few.images)
    back = result.model.predict_proba(few.images[::-1])
    assert there == pytest.approx(back[::-1], abs=1e-5)


def test_no_question_gets_no_answer(result):
    assert result.model.predict_proba(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


def test_a_model_without_mistakes_has_a_picture_too(few):
    assert plots.mistakes(few, np.eye(10)[few.labels]).axes


# Choosing a model.


def test_a_misspelt_model_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `cnn`"):
        models.build("cnm")


def test_an_unknown_option_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `epochs`"):
        models.build("cnn", epoch=1)


@pytest.mark.parametrize(
    "options",
    [{"epochs": 0}, {"epochs": "many"}, {"learning_rate": -1}, {"dropout": 2}, {"width": -3},
     {"shift": -1}, {"shift": "far"}],
)  # fmt: skip
def test_an_option_with_a_senseless_value_is_explained(few, options):
    with pytest.raises(models.UserError):
        train.fit(models.build("cnn", **options), few, few, seed=1)


def test_an_untrained_network_says_so():
    with pytest.raises(history.TrainingError, match="uv run train"):
        models.build("cnn").arrays()
