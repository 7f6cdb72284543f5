"""Schedules, early stopping and the search for a learning rate do what they say."""

import numpy as np
import pytest

from mnist import data, history, models, train
from mnist.analysis import lr_find, ramp
from mnist.models import _schedules as schedules
from mnist.params import Params


def test_a_misspelt_schedule_gets_a_suggestion():
    with pytest.raises(history.TrainingError, match="Did you mean `cosine`"):
        models.build("cnn_distorted", schedule="cosin")


@pytest.mark.parametrize("patience", [-1, 1.5, "long"])
def test_a_senseless_patience_is_explained(patience, few):
    with pytest.raises(history.TrainingError, match="`patience`"):
        models.build("cnn_distorted", patience=patience).fit(few, few, 1)


@pytest.mark.parametrize("schedule", sorted(schedules.KNOWN))
def test_every_schedule_trains(schedule, few):
    model = models.build("cnn_distorted", epochs=2, width=2, schedule=schedule)
    train.fit(model, few, few, 1)
    assert model.history[1].loss < model.history[0].loss


def test_a_training_stops_after_the_patience_and_goes_back_to_the_best_epoch(few):
    rest, validation = data.hold_out(few, 0.2, 1)
    options = {"epochs": 30, "patience": 2, "schedule": "constant", "learning_rate": 0.03}
    model = train.fit(models.build("cnn_distorted", width=2, **options), rest, validation, 1)
    best = history.best_epoch(model.history)
    assert len(model.history) == min(best + 2, 30)
    smallest = model.history[best - 1].val_loss
    found = train.scores(model, validation, "val")["val_log_loss"]
    assert found == pytest.approx(smallest, abs=1e-4)


def test_a_digit_that_was_never_seen_is_improbable(few):
    without = few.take(few.labels != 3)
    model = train.fit(models.build("logistic_regression"), without, few, seed=42)
    assert model.predict_proba(few.images)[:, 3].max() < 0.01


def test_the_rate_that_is_suggested_lies_where_the_loss_falls_and_before_it_explodes():
    fall = np.interp(np.log10(lr_find.RATES), [-5, -3, -2, -1, 0], [2.3, 2.3, 0.5, 0.4, 9])
    assert 0.001 < lr_find.suggestion(fall.tolist()) < 0.03


def test_steps_with_tiny_rates_change_nothing_and_the_network_stays_untrained(few):
    network = models.build("cnn", width=2, dropout=0.0, shift=0)
    losses = ramp.losses(network, few, [1e-9] * 5, seed=1)
    assert len(losses) == 5
    assert max(losses) - min(losses) < 1
    assert losses == pytest.approx(ramp.losses(network, few, [1e-12] * 5, seed=1), abs=1e-4)
    assert network.net is None


def test_lr_find_writes_a_picture_and_names_a_rate(tmp_path, capsys, monkeypatch, few):
    monkeypatch.setattr(data, "load", lambda: few)
    settings = tmp_path / "params.yaml"
    settings.write_text("model: cnn\noptions: {width: 2}")
    lr_find.main(["--params", str(settings), "--reports", str(tmp_path)])
    assert "params.yaml has 0.01" in capsys.readouterr().out
    assert (tmp_path / "learning_rates.png").stat().st_size > 10_000


def test_a_model_without_a_learning_rate_is_explained(tmp_path):
    with pytest.raises(history.TrainingError, match="`majority` is no network"):
        lr_find.network_of(Params(model="majority"))
