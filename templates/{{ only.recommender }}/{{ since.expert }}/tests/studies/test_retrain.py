"""Models get stale, and the study that says so looks at nothing it must not know."""

import json

import pandas as pd
import pytest

from recommender.params import Params
from recommender.studies import panels, retrain


@pytest.fixture(scope="module")
def rows(lens):
    """Examine popularity at four ages in two years: quick, and stale enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrain, "FIRST", 2009)
        return retrain.study(Params(42, "popularity"), lens, [0, 2, 4, 6])


@pytest.fixture(scope="module")
def year(lens):
    return retrain.year_of(lens.ratings, 2015, lens.shape[1], seed=42)


def test_a_profile_holds_what_was_rated_before_and_nothing_else(year, lens):
    for row in range(0, len(year.exams), 25):
        exam = year.exams.iloc[row]
        mine = lens.ratings[lens.ratings["user"] == exam["user"]]
        before = mine.loc[mine["timestamp"] < exam["timestamp"], "film"]
        own = year.profiles[[row]].nonzero()[1]
        assert set(own) == set(before)
        assert len(own) >= retrain.EARLIER
        assert exam["film"] not in own


def test_an_exam_is_of_its_year_and_nobody_has_too_many(year):
    seen = pd.to_datetime(year.exams["timestamp"], unit="s").dt.year
    assert set(seen) == {2015}
    assert year.exams.groupby("user").size().max() == retrain.MOST


def test_every_age_answers_the_same_exams(rows):
    sizes = rows.groupby(["age", "year"]).size().unstack("age")
    assert (sizes.nunique(axis=1) == 1).all()


def test_an_old_model_does_not_know_the_new_films(rows):
    new = rows.groupby("age")["new"].mean()
    assert new.is_monotonic_increasing
    assert new.iloc[-1] > new.iloc[0] + 0.1


def test_an_old_model_is_worse(rows):
    ages = retrain.by_age(rows, seed=42)
    assert ages["ndcg"].iloc[-1] < ages["ndcg"].iloc[0]
    assert ages["behind"].iloc[-1] == pytest.approx(
        ages["ndcg"].iloc[0] - ages["ndcg"].iloc[-1], abs=1e-9
    )
    assert (ages["low"] <= ages["behind"]).all() and (ages["behind"] <= ages["high"]).all()


def test_the_margin_is_that_of_the_loss_and_the_freshest_model_has_none(rows):
    ages = {"popularity": retrain.by_age(rows, seed=42)}
    left = panels.stale("popularity", ages, retrain.once(rows)).axes[0]
    (band,) = left.collections
    edges = band.get_paths()[0].vertices
    old = ages["popularity"].iloc[1:]
    assert set(edges[:, 0]) == set(old.index)
    assert edges[:, 1].min() == pytest.approx(old["low"].min())
    assert edges[:, 1].max() == pytest.approx(old["high"].max())


def test_trained_once_and_trained_every_year_begin_alike(rows):
    policies = retrain.once(rows)
    first = policies.iloc[0]
    assert first["every year"] == first["once"]


def test_ratings_that_end_too_early_are_explained(lens):
    early = lens._replace(ratings=lens.ratings[lens.ratings["timestamp"] < retrain.begin(2001)])
    with pytest.raises(retrain.RetrainError, match="end in 2000"):
        retrain.study(Params(42, "popularity"), early)


def test_the_command_prints_a_table_and_writes_a_picture(rows, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(retrain, "study", lambda *_: rows)
    (tmp_path / "params.yaml").write_text("model: popularity\n")
    retrain.main(["--params", str(tmp_path / "params.yaml"), "--reports", str(tmp_path)])
    out = capsys.readouterr().out
    assert "years since training" in out
    assert max(map(len, out.splitlines())) <= 80
    assert (tmp_path / "retrain.png").stat().st_size > 10_000
    assert set(json.loads((tmp_path / "retrain.json").read_text())) == {"popularity", "policies"}
