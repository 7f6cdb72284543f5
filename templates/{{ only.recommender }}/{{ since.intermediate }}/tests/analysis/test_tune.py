"""A search can be stopped, goes on where it was, and changes nothing but what it should."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import optuna
import pytest

from recommender import data, models, params
from recommender.analysis import objective, tune
from recommender.params import Params

SETTINGS = """# mine
seed: 42  # do not touch
model: item_knn

options:
  # about neighbours
  neighbours: 20
  shrinkage: 5.0

# the end
"""


@pytest.fixture(scope="module")
def task(small):
    """Return a quick task: few users and films, two rounds."""
    return objective.Task("item_knn", 42, small, (1, 2))


@pytest.fixture
def quick(monkeypatch, small):
    """Let the command read the small data."""
    monkeypatch.setattr(data, "load", lambda: small)


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


def test_tune_writes_better_options_and_keeps_the_comments(quick, settings, capsys):
    run(settings, "--model", "ease", "--trials", "6")
    text, chosen = settings.read_text(), params.load(settings)
    assert "before" in capsys.readouterr().out
    assert (settings.with_name("reports") / "tuning_history.png").exists()
    assert (settings.with_name("reports") / "tuning_options.png").exists()
    assert all(comment in text for comment in ("# mine", "# do not touch", "# the end"))
    if text != SETTINGS:  # luck may have it that nothing better was found
        assert (chosen.model, list(chosen.options)) == ("ease", ["regularisation"])


def test_comments_on_an_option_stay_with_it_and_leave_with_it(settings):
    tune.write(Params(42, "item_knn", {"neighbours": 7, "shrinkage": 0.00002}), settings)
    expected = SETTINGS.replace("20", "7").replace("5.0", "0.00002")
    assert settings.read_text() == expected
    tune.write(Params(42, "ease", {"regularisation": 50.0}), settings)
    assert "about neighbours" not in settings.read_text()
    assert "# the end" in settings.read_text()
    assert params.load(settings).options == {"regularisation": 50.0}


def test_dry_run_leaves_the_settings_alone(quick, settings):
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
        study = optuna.create_study(direction="maximize")
        tune.search(study, task, trials=4)
        found.append(tune.best(study))
    assert found[0] == found[1]


ON_FEW = """
import functools, pathlib, sys
from recommender import data
from recommender.analysis import tune
data.load = functools.partial(data.load, pathlib.Path(sys.argv.pop(1)))
tune.main(sys.argv[1:])
"""


def test_a_killed_search_loses_no_finished_trial(settings, small):
    ratings, database = settings.with_name("few.csv"), settings.with_name("tune.db")
    small.ratings[list(data.RANGES)].to_csv(ratings, index=False)
    command = [sys.executable, "-c", ON_FEW, str(ratings), "--trials", "5000", "--timeout", "3600"]
    places = ["--params", str(settings), "--database", str(database)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([*command, *places], env=environment)
    try:
        kept = _wait_for(database, process, trials=3)
    finally:
        process.kill()
        process.wait()
    task = objective.Task("item_knn", 42, data.load(ratings))
    done = len(tune.finished(tune.open_study(task, database)))
    assert done >= kept
    tune.search(tune.open_study(task, database), task, trials=done + 2)
    assert len(tune.finished(tune.open_study(task, database))) == done + 2


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


def test_ctrl_c_keeps_the_trials(quick, settings, monkeypatch, capsys):
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
    fewer = task.lens._replace(ratings=task.lens.ratings.iloc[:-1])
    older = objective.Task(task.model, task.seed, fewer, task.rounds)
    names = {tune.open_study(each, database).study_name for each in (task, older)}
    assert len(names) == 2


@pytest.mark.parametrize("name", ["als", "bpr", "ease", "item_knn", "svd"])
def test_every_space_gives_options_that_the_model_takes(name):
    trial = optuna.create_study().ask()
    assert models.build(name, **tune.space_of(name)(trial)) is not None


def test_a_model_without_a_space_is_explained(settings):
    with pytest.raises(SystemExit, match=r"`popularity` cannot be tuned.*`def space\(trial\)`"):
        run(settings, "--model", "popularity")


def test_a_damaged_database_is_explained(quick, settings):
    settings.with_name("tune.db").write_text("this is no database, and long enough to tell" * 9)
    with pytest.raises(SystemExit, match="holds no studies"):
        run(settings)


@pytest.mark.parametrize("flags", [["--trials", "0"], ["--timeout", "-1"], ["--trials", "x"]])
def test_a_senseless_limit_is_refused(settings, flags, capsys):
    with pytest.raises(SystemExit) as stop:
        run(settings, *flags)
    assert stop.value.code == 2
    assert flags[0] in capsys.readouterr().err


def test_an_option_that_makes_no_sense_is_explained(quick, settings):
    settings.write_text(SETTINGS.replace("neighbours: 20", "neighbours: 0"))
    with pytest.raises(SystemExit, match="`neighbours` must be"):
        run(settings)


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
