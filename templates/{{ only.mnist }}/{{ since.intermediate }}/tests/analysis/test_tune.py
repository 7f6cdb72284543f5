"""A search can be stopped, goes on where it was, and changes nothing but what it should."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import optuna
import pytest

from mnist import data, models, params
from mnist.analysis import objective, tune
from mnist.params import Params

real_load = data.load
SETTINGS = """# mine
seed: 42  # do not touch
model: logistic_regression

options:
  # about C
  C: 0.1

# the end
"""


@pytest.fixture(scope="module")
def task(few):
    """Return a quick task: 300 digits."""
    return objective.Task("logistic_regression", 42, *data.hold_out(few, 0.125, 42))


@pytest.fixture
def settings(tmp_path):
    """Return a settings file of the test's own."""
    path = tmp_path / "params.yaml"
    path.write_text(SETTINGS)
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch, few):
    """Let the command see 300 digits."""
    monkeypatch.setattr(data, "load", lambda: few)


def run(settings, *flags):
    """Call `tune` with everything it writes going beside the settings file."""
    places = ["--params", settings, "--database", settings.with_name("tune.db")]
    arguments = [*places, "--reports", settings.with_name("reports"), *flags]
    tune.main([str(argument) for argument in arguments])


def test_tune_writes_better_options_and_keeps_the_comments(settings, capsys):
    run(settings, "--model", "logistic_regression", "--trials", "6")
    text, chosen = settings.read_text(), params.load(settings)
    assert "before" in capsys.readouterr().out
    assert (settings.with_name("reports") / "tuning_history.png").exists()
    assert (settings.with_name("reports") / "tuning_options.png").exists()
    assert all(comment in text for comment in ("# mine", "# do not touch", "# the end"))
    if text != SETTINGS:  # luck may have it that nothing better was found
        assert (chosen.model, list(chosen.options)) == ("logistic_regression", ["C"])


def test_comments_on_an_option_stay_with_it_and_leave_with_it(settings):
    tune.write(Params(42, "logistic_regression", {"C": 0.00002}), settings)
    assert settings.read_text() == SETTINGS.replace("C: 0.1", "C: 0.00002")
    tune.write(Params(42, "mlp", {"width": 64, "dropout": 0.5}), settings)
    assert "about C" not in settings.read_text()
    assert "# the end" in settings.read_text()
    assert params.load(settings).options == {"width": 64, "dropout": 0.5}


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
        study = optuna.create_study(direction="minimize")
        tune.search(study, task, trials=4)
        found.append(tune.best(study))
    assert found[0] == found[1]


def test_a_killed_search_loses_no_finished_trial(settings):
    database = settings.with_name("tune.db")
    command = [sys.executable, "-m", "mnist.analysis.tune", "--trials", "5000", "--timeout", "3600"]
    places = ["--params", str(settings), "--database", str(database)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([*command, *places], env=environment)
    try:
        kept = _wait_for(database, process, trials=3)
    finally:
        process.kill()
        process.wait()
    parts = data.split(real_load(), 42)[:2]
    task = objective.Task("logistic_regression", 42, *parts, {"C": 0.1})
    study = tune.open_study(task, database)
    done = len(tune.finished(study))
    assert done >= kept
    assert study.best_params["C"] > 0


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


def test_changed_data_starts_a_new_study(task, tmp_path):
    database = tmp_path / "tune.db"
    older = objective.Task(task.model, task.seed, task.validation, task.train)
    names = {tune.open_study(each, database).study_name for each in (task, older)}
    assert len(names) == 2


@pytest.mark.parametrize(
    "name", ["cnn", "cnn_distorted", "cnn_still", "logistic_regression", "mlp"]
)
def test_every_space_gives_options_that_the_model_takes(name):
    trial = optuna.create_study().ask()
    assert models.build(name, **tune.space_of(name)(trial)) is not None


def test_a_model_without_a_space_is_explained(settings):
    with pytest.raises(SystemExit, match=r"`majority` cannot be tuned.*`def space\(trial\)`"):
        run(settings, "--model", "majority")


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
    settings.write_text(SETTINGS.replace("C: 0.1", "C: -1.0"))
    with pytest.raises(SystemExit, match="These options do not train"):
        run(settings)


def test_options_that_are_not_searched_stay(settings):
    settings.write_text("seed: 42\nmodel: cnn\noptions:\n  epochs: 1  # quick\n  width: 8\n")
    run(settings, "--trials", "2")
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


def test_a_stopped_trial_has_no_dot_and_no_two_ticks_have_the_same_label():
    study = optuna.create_study(direction="maximize")
    scale = {"size": optuna.distributions.FloatDistribution(1, 9)}
    for place, (score, state) in enumerate([(0.79401, 1), (0.95, 2), (0.79449, 1), (0.79388, 1)]):
        ended = optuna.trial.TrialState(state)  # 1: complete, 2: pruned
        trial = {"params": {"size": place + 2.0}, "distributions": scale}
        study.add_trial(optuna.trial.create_trial(state=ended, value=score, **trial))
    for figure in tune.figures(study).values():
        figure.canvas.draw()
        low, high = figure.axes[0].get_ylim()
        assert 0.79 < low < high < 0.8
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert len(labels) == len(set(labels)) > 2
