"""What a search leaves alone, and when it stops a trial."""

import optuna
import pytest

from mnist import data, params
from mnist.analysis import objective, tune


def test_options_that_are_not_searched_stay(little_data, tmp_path):
    settings = tmp_path / "params.yaml"
    settings.write_text("seed: 42\nmodel: cnn\noptions:\n  epochs: 1  # quick\n  width: 8\n")
    flags = ["--params", settings, "--database", tmp_path / "tune.db", "--reports", tmp_path]
    tune.main([str(word) for word in (*flags, "--trials", 2)])
    assert "epochs: 1  # quick" in settings.read_text()
    assert params.load(settings).options["epochs"] == 1


def test_a_trial_that_falls_behind_is_stopped(few):
    task = objective.Task("cnn", 42, *data.hold_out(few, 0.125, 42), {"epochs": 4, "width": 2})
    study = optuna.create_study(
        direction="minimize", pruner=optuna.pruners.ThresholdPruner(upper=0)
    )
    trial = study.ask()
    with pytest.raises(optuna.TrialPruned):
        task.score({}, trial)
