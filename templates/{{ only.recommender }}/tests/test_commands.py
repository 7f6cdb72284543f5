"""The commands write what the README says, and answer a mistake with one sentence."""

import json
import re
import shutil

import numpy as np
import pytest
from failing import failure

from recommender import data, modelfile, models, params, predict, train
from recommender.params import Params


@pytest.fixture(scope="session")
def saved(tmp_path_factory, result):
    """Save the model and the reports once."""
    folder = tmp_path_factory.mktemp("saved")
    train.save(result, folder)
    return folder


@pytest.fixture
def repo(tmp_path, monkeypatch, saved, lens):
    """Send everything the commands write into a folder of the test's own with a trained model."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(predict, "MODEL", tmp_path / "models" / "model.npz")
    monkeypatch.setattr(data, "load", lambda: lens)
    return tmp_path


def test_train_writes_every_file_that_it_names(repo, capsys, tmp_path):
    (tmp_path / "quick.yaml").write_text("model: popularity")
    train.main(["--params", str(tmp_path / "quick.yaml")])
    out = capsys.readouterr().out
    printed = re.findall(r"(?:reports|models)/\w+\.\w+", out)
    assert len(printed) == 4
    assert all((repo / path).stat().st_size > 0 for path in printed)
    assert max(map(len, out.splitlines())) <= 80


def test_the_scores_in_the_readme_are_those_of_a_run(result):
    readme = (params.PATH.parent / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    measured = {name: value for name, value in result.metrics.items() if name in shown}
    for name, value in measured.items():
        assert f"{value:.3f}" == shown[name], f"{name}: update README.md"  # runs repeat exactly


def test_metrics_are_numbers_that_a_machine_can_read(repo, result):
    metrics = json.loads((repo / "reports" / "metrics.json").read_text())
    assert set(metrics) == set(result.metrics)
    assert all(0 <= value <= 1 for value in metrics.values())


def test_pictures_are_the_same_bytes_on_every_run(repo, result, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    train.save(result, again)
    for picture in (repo / "reports").glob("*.png"):
        assert picture.read_bytes() == (again / "reports" / picture.name).read_bytes()


def test_a_saved_model_gives_the_same_answers(repo, result, lens):
    profiles = data.matrix(lens.ratings, lens.shape)[:50]
    loaded = predict.load_model(repo / "models" / "model.npz")
    assert (predict.predict(loaded, profiles) == predict.predict(result.model, profiles)).all()


def test_predict_recommends_ten_films_to_a_user_and_says_why(repo, capsys):
    predict.main(["--user", "42"])
    out = capsys.readouterr().out
    assert "from a profile of 70" in out
    assert len(re.findall(r"^ +\d+\. .*\(\d{4}\)$", out, re.MULTILINE)) == 10
    assert out.count("because of") == 10
    assert max(map(len, out.splitlines())) <= 80


def test_predict_finds_what_goes_with_films_that_somebody_new_likes(repo, capsys):
    predict.main(["--like", "the matrix", "--like", "Fargo"])
    out = capsys.readouterr().out
    assert re.search(r"because of .*The Matrix \(1999\)", out)
    assert re.search(r"because of .*Fargo \(1996\)", out)


def test_predict_works_with_a_model_that_is_the_same_for_everybody(repo, capsys, lens):
    popular = models.build("popularity").fit(data.matrix(lens.ratings, lens.shape))
    ids = lens.films["movieId"]
    modelfile.write(repo / "models" / "model.npz", popular, Params(42, "popularity"), ids)
    predict.main(["--user", "42"])
    assert "watched by many" in capsys.readouterr().out


@pytest.mark.parametrize(
    "flags",
    [
        ["--user", "me"],
        ["--user", "1", "--like", "Alien"],
        [],
    ],
)
def test_a_wrong_flag_is_explained(repo, capsys, flags):
    code, message = failure(capsys, predict.main, *flags)
    assert code == 2
    assert (flags[:1] or ["--user"])[0] in message


@pytest.mark.parametrize(
    ("flags", "hint"),
    [
        (["--user", "9999"], "numbers go from 1 to 671"),
        (["--user", "-1"], "no user `-1`"),
        (["--like", "Tony Story"], "Did you mean `Toy Story (1995)`"),
        (["--like", "Hamlet"], "Add the year"),
    ],
)
def test_an_unknown_user_or_film_is_explained(repo, capsys, flags, hint):
    code, message = failure(capsys, predict.main, *flags)
    assert (code, hint in message) == (1, True)


def test_before_training_predict_says_what_to_do(repo, capsys):
    (repo / "models" / "model.npz").unlink()
    assert "uv run train" in failure(capsys, predict.main, "--user", "1")[1]


def test_a_damaged_model_is_explained(repo, capsys):
    path = repo / "models" / "model.npz"
    whole = path.read_bytes()
    for broken in (b"half a model", b"", whole[: len(whole) // 2], whole[:-30]):
        path.write_bytes(broken)
        assert "damaged" in failure(capsys, predict.main, "--user", "1")[1]


def test_a_model_file_with_a_pickle_inside_is_not_opened(repo, capsys):
    code = np.array([print], dtype=object)  # an object array is stored as a pickle
    np.savez(repo / "models" / "model.npz", header=code)
    assert "damaged" in failure(capsys, predict.main, "--user", "1")[1]


def test_a_model_whose_numbers_make_no_sense_is_not_used(repo, capsys, result):
    path = repo / "models" / "model.npz"
    with np.load(path) as file:
        arrays = dict(file)
    arrays["nearest_"][0, 0] = 999_999
    np.savez(path, **arrays)
    assert "damaged" in failure(capsys, predict.main, "--user", "1")[1]


def test_a_model_that_knows_other_films_asks_to_be_trained_again(repo, result, lens):
    path = repo / "models" / "model.npz"
    with pytest.raises(models.ModelError, match="knows other films"):
        predict.load_model(path, lens.films.iloc[::-1])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("model: item_knn\noptions: {neighbours: 0}", "`neighbours` must be"),
        ("model: popularity\noptions: {k: 3}", "`k`. It has none: write `options: {}`."),
    ],
)
def test_an_option_that_makes_no_sense_is_explained(repo, capsys, tmp_path, text, hint):
    (tmp_path / "mine.yaml").write_text(text)
    code, message = failure(capsys, train.main, "--params", tmp_path / "mine.yaml")
    assert (code, hint in message) == (1, True)


def test_a_file_in_the_way_of_a_folder_is_explained(capsys, monkeypatch, tmp_path, result):
    (tmp_path / "reports").write_text("in the way")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(train, "train", lambda _: result)
    assert "reports" in failure(capsys, train.main)[1]
