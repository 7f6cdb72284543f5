"""What `explain` says about a model is true of that model."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from recommender import data, modelfile, models, params, plots, titles, train
from recommender.analysis import charts, exams, explain, slices
from recommender.params import Params

SETTINGS = Params(42, "item_knn", {"neighbours": 20, "shrinkage": 5.0})


@pytest.fixture(scope="module")
def model(small):
    """Train on the small data."""
    return train.estimator(SETTINGS).fit(data.matrix(small.ratings, small.shape))


@pytest.fixture(scope="module")
def found(small, model):
    """Explain the model of the README, on the small data."""
    user = int(small.ratings["userId"].iloc[0])
    return explain.explain(model, SETTINGS, small, user)


@pytest.fixture
def files(tmp_path, monkeypatch, small, model):
    """Return the flags that make the command use the small data and a folder of the test's own."""
    monkeypatch.setattr(data, "load", lambda: small)
    ids, path = small.films["movieId"], tmp_path / "model.npz"
    modelfile.write(path, model, SETTINGS, ids)
    user = str(small.ratings["userId"].iloc[0])
    flags = {"--model": path, "--reports": tmp_path / "out"}
    return ["--user", user, *(str(word) for pair in flags.items() for word in pair)]


def test_every_exam_is_in_one_group_of_each_kind(small, found):
    exams_taken = found.cold["exams"].groupby(level="kind").sum()
    expected = sum(len(split.test) for split in train.rounds(small, 42))
    assert (exams_taken == expected).all()


def test_the_groups_together_have_the_overall_hit_rate(found):
    hits = (found.cold["exams"] * found.cold["hit_rate"]).groupby(level="kind").sum()
    share = hits / found.cold["exams"].groupby(level="kind").sum()
    assert share.to_numpy() == pytest.approx(found.overall)


def test_popularity_shows_nothing_but_the_head(small):
    split = data.split(small.ratings, 42, back=1)
    sheet = exams.take(exams.fitted(Params(42, "popularity"), split, small), split, small)
    bands = explain.exposure(sheet)
    assert bands["recommended"].iloc[0] > 0.95
    assert bands.sum().to_numpy() == pytest.approx(1)
    assert bands["watched"].to_numpy() == pytest.approx([0.5, 0.3, 0.2], abs=0.03)


def test_bands_are_cut_where_half_of_all_ratings_is_reached():
    assert list(slices.bands(np.array([10, 50, 30, 10]))) == [2, 0, 1, 2]


def test_numbers_on_a_bound_belong_below_it():
    named = slices.cut(pd.Series([0, 30, 31, 5000]), slices.OWN)
    assert list(named) == ["up to 30 films", "up to 30 films", "31 to 60", "more than 150"]


def test_a_film_counts_in_each_of_its_genres():
    films = pd.DataFrame({"genres": ["Drama|War", "Drama", "(no genres listed)"]})
    rows = pd.DataFrame({"user": 7, "film": [0, 1, 2], "hit_rate": [1.0, 0.0, 1.0]})
    table = slices.by_genre(rows, films, least=1)["hit_rate"].droplevel("kind")
    assert table.to_dict() == {"War": 1.0, "Drama": 0.5}


def test_the_same_answer_five_times_over_makes_nobody_surer():
    """Users are drawn anew, and not their exams."""
    once = pd.DataFrame({"user": range(100), "hit_rate": np.repeat([1.0, 0.0], [20, 80])})
    again = pd.concat([once] * 5)
    assert slices.error(again) == pytest.approx(slices.error(once))
    assert slices.error(once) == pytest.approx(0.04, abs=0.003)  # sqrt(0.2 * 0.8 / 100)


def test_no_hit_at_all_is_no_certainty():
    rows = pd.DataFrame({"user": range(50), "hit_rate": 0.0})
    assert slices.error(rows) == pytest.approx(1 / 50)


def test_groups_of_two_kinds_with_the_same_name_have_a_bar_each():
    index = pd.MultiIndex.from_tuples(
        [("own", "61 to 150"), ("viewers", "61 to 150")], names=["kind", "group"]
    )
    table = pd.DataFrame({"exams": 883, "hit_rate": [0.08, 0.17], "error": 0.01}, index=index)
    axes = charts.slices(table, 0.1, "title", "about").axes[0]
    assert len({bar.get_y() for bar in axes.patches}) == 2
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["own: 61 to 150  (883)", "viewers: 61 to 150  (883)"]


def test_of_many_groups_alike_luck_paints_none_red(monkeypatch):
    rng, red = np.random.default_rng(0), []
    index = pd.MultiIndex.from_product([["genre"], map(str, range(16))], names=["kind", "group"])
    for _ in range(20):
        rate = rng.normal(0.1, 0.01, 16)
        table = pd.DataFrame({"exams": 900, "hit_rate": rate, "error": 0.01}, index=index)
        bars = charts.slices(table, 0.1, "title", "about").axes[0].patches
        red.append(any(to_hex(bar.get_facecolor()) == plots.BAD for bar in bars))
    assert sum(red) <= 2


def test_reasons_are_shares_of_what_speaks_for_a_film(found):
    assert len(found.reasons) == explain.FILMS
    for shares in found.reasons.values():
        assert shares.is_monotonic_decreasing
        assert 0 < shares.sum() <= 1 + 1e-6


def test_a_sequel_is_recommended_because_of_the_film_before_it(lens, result):
    profile = np.zeros((1, lens.shape[1]))
    liked = ["Star Wars: Episode V - The Empire Strikes Back", "Babe", "Clueless"]
    profile[0, [titles.find(title, lens.films) for title in liked]] = 5
    first = titles.find("Star Wars: Episode VI - Return of the Jedi", lens.films)
    parts = explain.predict.reasons(result.model, data.csr_array(profile), np.array([first]))
    own = lens.films["label"][profile[0].nonzero()[0]].tolist()
    assert own[int(np.argmax(parts))].startswith("Star Wars: Episode V")


def test_a_model_that_is_the_same_for_everybody_has_no_reasons(small):
    settings = Params(42, "popularity")
    popular = train.estimator(settings).fit(data.matrix(small.ratings, small.shape))
    user = int(small.ratings["userId"].iloc[0])
    said = explain.explain(popular, settings, small, user)
    assert said.reasons == {}
    assert "Everybody gets the same" in explain.report(said, "popularity", user)


def test_explain_writes_a_report_with_all_its_pictures(files, tmp_path, capsys):
    explain.main(files)
    text = (tmp_path / "out" / "explain.md").read_text()
    pictures = list((tmp_path / "out").glob("*.png"))
    assert len(pictures) == 5
    assert all(f"({picture.name})" in text for picture in pictures)
    assert "because of" in capsys.readouterr().out


def test_all_of_the_report_is_about_the_saved_model(files, tmp_path, monkeypatch):
    """Settings that were edited since `train` belong to no model yet."""
    monkeypatch.setattr(params, "load", lambda *_: Params(7, "item_knn", {"neighbours": 1}))
    asked = []

    def explained(_, settings, *__):
        asked.append(settings)
        raise models.ModelError("enough")

    monkeypatch.setattr(explain, "explain", explained)
    with pytest.raises(SystemExit, match="enough"):
        explain.main(files)
    assert asked == [SETTINGS]


def test_a_model_file_of_another_kind_is_refused(files, tmp_path):
    with np.load(tmp_path / "model.npz") as file:
        arrays = dict(file)
    del arrays["ids"]
    np.savez(tmp_path / "model.npz", **arrays)
    with pytest.raises(SystemExit, match="Run `uv run train` again"):
        explain.main(files)


def test_an_unknown_user_is_explained(files):
    with pytest.raises(SystemExit, match="no user `999999`"):
        explain.main([*files, "--user", "999999"])


def test_without_a_model_explain_says_what_to_do(files, tmp_path):
    (tmp_path / "model.npz").unlink()
    with pytest.raises(SystemExit, match="uv run train"):
        explain.main(files)
