"""The exported model is the trained model, or there is none."""

import json

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, models, params, predict, train
from recommender.service import engine, schema, shelf
from recommender.tracking import bundle, export

CASES = [
    *((name, {}) for name in models.available()),
    ("item_knn", {"neighbours": 2000}),
    ("als", {"weight": 7.0, "factors": 16}),
    ("als", {"weight": 0.3, "factors": 16}),
]
QUICK = {"bpr": {"epochs": 20}}


class Half:
    """A learner's own model: every film on the profile adds a bit to every film after it."""

    personal = True

    def scores(self, profiles):
        return np.cumsum((profiles > 0).toarray(), axis=1) * 0.1 + 1


class Odd(Half):
    """One that does not add up."""

    def scores(self, profiles):
        return super().scores(profiles) ** 2


@pytest.fixture
def few(small, monkeypatch):
    """Let the command read the small data."""
    monkeypatch.setattr(data, "load", lambda: small)
    return small


@pytest.fixture(scope="module")
def files(result, tmp_path_factory):
    """Export the trained model once."""
    folder = tmp_path_factory.mktemp("exported")
    return export.write(result.model, result.params, result.metrics, folder)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_every_model_recommends_the_same_to_every_user(few, name, options, tmp_path):
    watched = data.matrix(few.ratings, few.shape)
    settings = params.Params(model=name, options=QUICK.get(name, {}) | options)
    model = train.estimator(settings).fit(watched)
    exported = engine.load(export.write(model, settings, {}, tmp_path)[0])
    films = shelf.of(exported)
    profiles = [list(own) for own in np.split(watched.indices, watched.indptr[1:-1])]
    scores = np.stack(list(schema.scores(exported, profiles)))
    expected = model.scores(watched)
    seen = watched.toarray() > 0
    scale = np.maximum(1, np.abs(expected).max(axis=1, keepdims=True))
    assert np.abs(np.where(seen, 0, (scores - expected) / scale)).max() < bundle.TOLERANCE
    same = [
        set(films.best(row, own, 10)) == set(top)
        for row, own, top in zip(scores, profiles, predict.predict(model, watched), strict=True)
    ]
    assert np.mean(same) > (0.9 if films.personal else 0)  # equals may change places


def test_a_model_of_ones_own_that_adds_up_can_be_exported(few, tmp_path):
    assert export.write(Half(), params.Params(model="half"), {}, tmp_path)


@pytest.mark.parametrize("model", [Odd()])
def test_a_model_that_would_recommend_otherwise_is_refused(few, tmp_path, model):
    if hasattr(model, "fit"):
        model.fit(data.matrix(few.ratings, few.shape))
    with pytest.raises(bundle.ExportError, match="not faithful.*`WRITERS` in `graphs.py`"):
        export.write(model, params.Params(model="mine"), {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_list_in_another_order_is_noticed_even_if_the_scores_are_close(few, result):
    class Swapped:
        about = None

    rows = np.array([[3.0, 2.0, 1.0]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "scores", lambda *_: iter([np.array([2.0, 3.0, 1.0])]))
        with pytest.raises(bundle.ExportError):
            export.compare(Swapped(), rows, csr_array((1, 3)))


def test_the_same_model_gives_the_same_files(few, tmp_path):
    model = models.build("item_knn").fit(data.matrix(few.ratings, few.shape))
    for name in ("a", "b"):
        export.write(model, params.Params(model="item_knn"), {}, tmp_path / name)
    for file in ("model.onnx", "model.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_files_know_films_and_nobodys_list(files, lens):
    about = json.loads(files[1].read_text(encoding="utf-8"))
    assert about["extra"]["ids"] == lens.films["movieId"].tolist()
    assert about["rows"] == len(lens.ratings)
    lists = {key: value for key, value in about["extra"].items() if isinstance(value, list)}
    assert all(len(each) == len(lens.films) for each in lists.values())  # by film, never by person
    assert sum(file.stat().st_size for file in files) < 10_000_000


def test_the_table_of_ease_has_no_row_of_a_person(few):
    from recommender.tracking import graphs

    watched = data.matrix(few.ratings, few.shape)
    model = models.build("ease").fit(watched)
    tables = graphs.WRITERS["Ease"](model, few.shape[1])[1]
    assert not any(set(np.unique(table)) <= {0.0, 1.0} for table in tables.values())


def test_the_profile_sums_up_what_people_watch(files):
    about = engine.describe(files[1])
    assert about.profile["stars"]["mean"] == pytest.approx(3.7, abs=0.2)
    assert 0 < about.profile["fame"]["mean"] < 1
    assert about.profile["rated"]["max"] == schema.MOST
    assert about.answers["mean"] > 1


def test_the_command_wants_the_params_that_were_trained_with(
    result, lens, tmp_path, monkeypatch, capsys
):
    train.save(result, tmp_path)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(export, "FOLDER", tmp_path / "models")
    monkeypatch.setattr(predict, "MODEL", tmp_path / "models" / "model.npz")
    same = tmp_path / "same.yaml"
    same.write_text("model: item_knn\noptions: {neighbours: 20, shrinkage: 5.0}\n")
    export.main(["--params", str(same)])
    assert "all 671 users" in capsys.readouterr().out
    other = tmp_path / "other.yaml"
    for edited in (
        "options: {neighbours: 7}",
        "options: {neighbours: 20, shrinkage: 5.0}\nseed: 7",
    ):
        other.write_text(f"model: item_knn\n{edited}\n")
        with pytest.raises(SystemExit, match="was edited since"):
            export.main(["--params", str(other)])
