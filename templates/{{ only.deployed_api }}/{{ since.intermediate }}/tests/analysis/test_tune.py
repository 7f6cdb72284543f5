"""A search can be stopped, goes on where it was, and changes nothing but what it should."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import optuna
import pandas as pd
import pytest

from deployed_api import data, features, models, params
from deployed_api.analysis import charts, objective, tune
from deployed_api.params import Params

SETTINGS = """# mine
seed: 42  # do not touch
model: logistic_regression

options:
  # about C
  C: 1.0

# the end
"""


@pytest.fixture(scope="module")
def task():
    """Return a quick task: every tenth loan."""
    rows = data.split(data.load(), 42).train.iloc[::10]
    return objective.Task("logistic_regression", 42, features.make(rows), rows[data.TARGET])


@pytest.fixture
def settings(tmp_path):
    """Return a settings file of the test's own."""
    path = tmp_path / "params.yaml"
    path.write_text(SETTINGS)
    return path


def run(settings, *flags):
    """Call `tune` with everything it writes going beside the settings file."""
    places = ["--params", settings, "--database", settings.with_name("tune.db")]
    arguments = [*places, "--reports", settings.with_name("reports"), *flags]
    tune.main([str(argument) for argument in arguments])


def test_tune_writes_better_options_and_keeps_the_comments(settings, capsys):
    run(settings, "--model", "gradient_boosting", "--trials", "3")
    text, chosen = settings.read_text(), params.load(settings)
    assert "before" in capsys.readouterr().out
    assert (settings.with_name("reports") / "tuning_history.png").exists()
    assert (settings.with_name("reports") / "tuning_options.png").exists()
    assert all(comment in text for comment in ("# mine", "# do not touch", "# the end"))
    if text != SETTINGS:  # luck may have it that nothing better was found
        assert chosen.model == "gradient_boosting"


def test_comments_on_an_option_stay_with_it_and_leave_with_it(settings):
    tune.write(Params(42, "logistic_regression", {"C": 0.00002}), settings)
    assert settings.read_text() == SETTINGS.replace("C: 1.0", "C: 0.00002")
    tune.write(Params(42, "booster", {"rounds": 50, "rows": 0.5}), settings)
    assert "about C" not in settings.read_text()
    assert "# the end" in settings.read_text()
    assert params.load(settings).options == {"rounds": 50, "rows": 0.5}


def test_dry_run_leaves_the_settings_alone(settings):
    run(settings, "--trials", "2", "--dry-run")
    assert settings.read_text() == SETTINGS


def test_a_search_goes_on_where_it_was(task, tmp_path):
    database = tmp_path / "tune.db"
    tune.search(tune.open_study(task, database), task, trials=3)
    first = [trial.params for trial in tune.open_study(task, database).trials]
    tune.search(tune.open_study(task, database), task, trials=5)
    both = [trial.params for trial in tune.open_study(task, database).trials]
    assert both[:3] == first
    assert len({str(options) for options in both}) == 5  # nothing is tried twice


def test_the_same_seed_finds_the_same_options(task):
    found = []
    for _ in range(2):
        study = optuna.create_study(direction=objective.DIRECTION)
        tune.search(study, task, trials=4)
        found.append(tune.best(study))
    assert found[0] == found[1]


def test_a_killed_search_loses_no_finished_trial(settings):
    database = settings.with_name("tune.db")
    command = [
        sys.executable,
        "-m",
        "deployed_api.analysis.tune",
        "--trials",
        "5000",
        "--timeout",
        "3600",
    ]
    places = ["--params", str(settings), "--database", str(database)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([*command, *places], env=environment)
    try:
        kept = _wait_for(database, process, trials=3)
    finally:
        process.kill()
        process.wait()
    rows = data.split(data.load(), 42).train
    task = objective.Task("logistic_regression", 42, features.make(rows), rows[data.TARGET])
    study = tune.open_study(task, database)
    done = len(tune.finished(study))
    assert done >= kept
    tune.search(study, task, trials=done + 2)
    assert len(tune.finished(study)) == done + 2


def _wait_for(database, process, trials):
    """Wait until a search in another process has finished some trials; return how many."""
    while process.poll() is None:
        time.sleep(0.5)
        if database.exists():
            try:
                with closing(sqlite3.connect(database)) as connection:
                    question = "select count(*) from trials where state = 'COMPLETE'"
                    (done,) = connection.execute(question).fetchone()
            except sqlite3.OperationalError:  # the other process is still making the tables
                continue
            if done >= trials:
                return done
    raise AssertionError("the search did not get going")


def test_ctrl_c_keeps_the_trials(settings, monkeypatch, capsys):
    monkeypatch.setattr(tune, "search", _interrupted)
    with pytest.raises(SystemExit) as stop:
        run(settings)
    assert stop.value.code == 130
    assert settings.read_text() == SETTINGS
    assert "1 trials are kept" in capsys.readouterr().out


def _interrupted(study, task, *_):
    study.add_trial(optuna.trial.create_trial(value=0.8))
    raise KeyboardInterrupt


def test_the_score_is_the_log_loss_that_train_measures(result):
    task = objective.load("logistic_regression", 42, {"C": 1.0})
    assert task.score({}) == pytest.approx(result.metrics["cv_log_loss_mean"])
    assert tune.better(now=0.43, was=0.44)


def test_a_stopped_trial_has_no_score_on_the_axis_of_the_others():
    axes = charts.history([0.7941, 0.95, 0.7944, 0.2], [False, True, False, True], "").axes[0]
    low, high = axes.get_ylim()
    assert 0.79 < low < high < 0.8


def test_no_two_ticks_of_a_score_have_the_same_label():
    trials = pd.DataFrame({"score": [0.79401, 0.79449, 0.79388], "C": [0.1, 1.0, 10.0]})
    for figure in (
        charts.options(trials, {"C"}, ""),
        charts.history([0.79401, 0.79449], [0, 0], ""),
    ):
        figure.canvas.draw()
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert len(labels) == len(set(labels)) > 2


def test_changed_data_starts_a_new_study(task, tmp_path):
    database = tmp_path / "tune.db"
    older = objective.Task(task.model, task.seed, task.table.assign(financed=0.5), task.target)
    names = {tune.open_study(each, database).study_name for each in (task, older)}
    assert len(names) == 2


@pytest.mark.parametrize("name", ["booster", "gradient_boosting", "random_forest"])
def test_every_space_gives_options_that_the_model_takes(name):
    trial = optuna.create_study().ask()
    assert models.build(name, **tune.space_of(name)(trial)) is not None


def test_a_model_without_a_space_is_explained(settings):
    with pytest.raises(SystemExit, match=r"`records_rule` cannot be tuned.*`def space\(trial\)`"):
        run(settings, "--model", "records_rule")


def test_a_damaged_database_is_explained(settings):
    settings.with_name("tune.db").write_text("this is no database, and long enough to tell" * 9)
    with pytest.raises(SystemExit, match="holds no studies"):
        run(settings)


@pytest.mark.parametrize("flags", [["--trials", "0"], ["--timeout", "-1"], ["--trials", "x"]])
def test_a_senseless_limit_is_refused(settings, flags, capsys):
    with pytest.raises(SystemExit) as stop:
        run(settings, *flags)
    assert stop.value.code == 2
    assert flags[0] in capsys.readouterr().err


def test_an_option_that_cannot_train_is_explained(settings):
    settings.write_text(SETTINGS.replace("C: 1.0", "C: -1.0"))
    with pytest.raises(SystemExit, match="`logistic_regression` does not train"):
        run(settings)
