"""The model is better than the baselines, and behaves as a person would expect."""

import numpy as np
import pytest

from mnist import augment, data, learning, models, params, plots, predict, train
from mnist.params import Params


def test_three_epochs_beat_the_baselines(result):
    scores = result.metrics
    assert scores["baseline_majority_accuracy"] == pytest.approx(0.1, abs=0.01)
    assert scores["baseline_logistic_regression_accuracy"] > 0.85
    assert scores["validation_accuracy"] > scores["baseline_logistic_regression_accuracy"] + 0.03


def test_the_test_set_agrees_with_the_validation_set(result):
    scores = result.metrics
    assert scores["test_accuracy"] == pytest.approx(scores["validation_accuracy"], abs=0.03)


def test_loss_falls_from_epoch_to_epoch(result, history):
    assert [epoch.number for epoch in history] == [1, 2, 3]
    assert history[0].loss > history[1].loss > history[2].loss
    assert history[-1].validation_loss < history[0].validation_loss
    assert result.metrics["validation_accuracy"] == pytest.approx(history[-1].validation_accuracy)


def test_the_same_seed_gives_the_same_network(few):
    ask = few.images[:20]
    first, again, other = (
        train.fit(models.build("cnn", epochs=1), few, few, seed).predict_proba(ask)
        for seed in (1, 1, 2)
    )
    assert first == pytest.approx(again, abs=1e-5)
    assert first != pytest.approx(other, abs=1e-3)


def test_training_stops_when_the_watch_says_so(few):
    seen = []
    train.fit(models.build("cnn", epochs=5), few, few, 1, lambda epoch: not seen.append(epoch))
    assert len(seen) == 1


# Invariance: what should not matter does not.


@pytest.mark.parametrize("way", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_a_digit_that_moves_by_a_pixel_stays_the_digit(result, sample, way):
    images = data.split(sample, 42).test.images[:300]
    before = predict.predict(result.model, images).argmax(axis=1)
    after = predict.predict(result.model, np.roll(images, way, axis=(1, 2))).argmax(axis=1)
    assert (before == after).mean() > 0.93


def test_fainter_ink_is_the_same_digit(result, sample):
    images = data.split(sample, 42).test.images[:300]
    before = predict.predict(result.model, images).argmax(axis=1)
    after = predict.predict(result.model, (images * 0.8).astype(np.uint8)).argmax(axis=1)
    assert (before == after).mean() > 0.95


# Direction: what should change the answer changes it.


def test_an_eight_without_its_left_half_is_less_of_an_eight(result, sample):
    test = data.split(sample, 42).test
    eights = test.images[test.labels == 8]
    cut = eights.copy()
    cut[:, :, :13] = 0
    whole, half = (predict.predict(result.model, each)[:, 8].mean() for each in (eights, cut))
    assert half < whole - 0.3


# The least a model must be able to do.


# every model, and the one in params.yaml with its options
CHOICES = [Params(model=name) for name in models.available()] + [params.load()]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: chosen.model)
def test_every_model_trains_answers_and_survives_being_saved(chosen, few):
    model = train.fit(train.build(chosen), few, few, seed=42)
    chances = predict.predict(model, few.images)
    assert chances.shape == (300, 10)
    assert chances.sum(axis=1) == pytest.approx(np.ones(300))
    again = train.build(chosen)
    again.restore(model.arrays())
    assert predict.predict(again, few.images) == pytest.approx(chances, abs=1e-6)


@pytest.mark.parametrize("name", models.available())
def test_weights_of_another_model_do_not_fit(name):
    with pytest.raises(ValueError):
        train.build(Params(model=name)).restore({"strange": np.zeros(3)})


def test_the_order_of_the_questions_does_not_matter(result, few):
    there = predict.predict(result.model, few.images)
    back = predict.predict(result.model, few.images[::-1])
    assert there == pytest.approx(back[::-1], abs=1e-5)


def test_no_question_gets_no_answer(result):
    assert predict.predict(result.model, np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


def test_a_digit_that_was_never_seen_is_improbable(few):
    without = few.take(few.labels != 3)
    model = train.fit(models.build("logistic_regression"), without, few, seed=42)
    assert predict.predict(model, few.images)[:, 3].max() < 0.01


# The parts of the training.


def test_a_shift_moves_ink_and_loses_none(few):
    moved = augment.shift(few.images, np.random.default_rng(0), most=2)
    assert moved.shape == few.images.shape
    assert (moved != few.images).any()
    held = [image[4:-4, 4:-4].sum() for image in few.images]  # the digit is in the middle
    assert all(after.sum() >= before for after, before in zip(moved, held, strict=True))
    assert augment.shifts(0) is None


def test_every_digit_is_dealt_once_in_an_epoch(few):
    dealt = list(learning.batches(few, 64, np.random.default_rng(0), None))
    assert [len(labels) for _, labels in dealt] == [64, 64, 64, 64, 44]
    images = np.concatenate([images for images, _ in dealt])
    assert {image.tobytes() for image in images} == {image.tobytes() for image in few.images}


def test_the_learning_rate_rises_and_falls_to_nothing():
    rates = [learning.one_cycle(progress) for progress in np.linspace(0, 1, 101)]
    assert rates[0] < 0.1 and max(rates) == pytest.approx(1) and rates[-1] == pytest.approx(0)
    assert rates.index(max(rates)) == 25


def test_scores_of_known_answers_are_known():
    chances = np.eye(10)[[3, 4]] * 0.9 + 0.01
    assert learning.accuracy(np.array([3, 5]), chances) == 0.5
    assert learning.log_loss(np.array([3, 3]), chances) == pytest.approx(
        -(np.log(0.91) + np.log(0.01)) / 2
    )


def test_a_model_without_mistakes_has_a_picture_too(few):
    assert plots.mistakes(few, np.eye(10)[few.labels], "cnn").axes


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
    with pytest.raises(learning.LearningError, match="uv run train"):
        models.build("cnn").arrays()
