"""Two models are compared on the same people, and chance is told from difference."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from recommender import data
from recommender.params import Params
from recommender.studies import abtest, peeking


@pytest.fixture(scope="module")
def both(lens):
    """Return the exams of two models, one round back in time."""
    names = ("item_knn", "popularity")
    return [abtest.sheets(Params(42, name), lens, rounds=1) for name in names]


def test_a_model_gains_nothing_over_itself(both):
    found = abtest.paired(both[0], both[0], "ndcg", seed=1)
    assert (found.gain, found.low, found.high) == (0, 0, 0)


def test_a_worse_model_is_found_out(both):
    found = abtest.paired(both[0], both[1], "hit_rate", seed=1)
    assert found.gain == pytest.approx(found.second - found.first)
    assert found.low < found.gain < found.high < 0


def test_an_interleaved_list_takes_turns_and_shows_no_film_twice():
    chance = np.random.default_rng(0)
    films, teams = abtest.interleave([1, 2, 3, 4], [3, 1, 8, 9], chance)
    assert len(films) == len(set(films)) == 4
    assert teams.count(0) == teams.count(1) == 2
    assert set(films[:2]) == {1, 3}


def test_two_equal_lists_share_the_credit_evenly():
    starts = [abtest.interleave([1, 2], [1, 2], np.random.default_rng(s))[1][0] for s in range(400)]
    assert 0.4 < np.mean(starts) < 0.6


def test_the_film_of_a_list_gets_the_credit(both):
    credit = abtest.credits(both[0], both[1], seed=1)
    assert set(np.unique(credit)) <= {-1.0, 0.0, 1.0}
    assert (credit < 0).sum() > (credit > 0).sum()


def test_the_number_of_people_is_that_of_the_textbook():
    rng = np.random.default_rng(0)
    hits = {name: rng.random(50_000) < rate for name, rate in (("a", 0.10), ("b", 0.12))}
    one, two = (pd.DataFrame({"hit_rate": h.astype(float)}) for h in hits.values())
    needed = abtest.sizes(one, two, np.array([1.0, -1.0, 1.0, 0.0]))
    p, q = hits["a"].mean(), hits["b"].mean()
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    by_hand = z**2 * (p * (1 - p) + q * (1 - q)) / (q - p) ** 2
    assert needed.groups == pytest.approx(by_hand)


def test_no_difference_would_take_everybody_there_is(both):
    needed = abtest.sizes(both[0], both[0], np.zeros(5))
    assert needed.groups == needed.paired == float("inf")
    assert "too many" in abtest.wanted(needed)


def test_peeking_announces_winners_where_there_are_none():
    found = peeking.alarms(0.1, seed=1)
    assert found.at_end == pytest.approx(peeking.ERROR, abs=0.02)
    assert found.by_look[-1] > 3 * peeking.ERROR
    assert found.by_look == sorted(found.by_look)
    assert found.limited == pytest.approx(peeking.ERROR, abs=0.02)
    assert found.limit < peeking.ERROR / 2


def test_the_command_compares_prints_and_draws(small, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(data, "load", lambda: small)
    (tmp_path / "params.yaml").write_text("model: popularity\n")
    places = ["--params", str(tmp_path / "params.yaml"), "--reports", str(tmp_path)]
    abtest.main(["item_knn", "--rounds", "2", *places])
    out = capsys.readouterr().out
    assert "nobody asked for real" in out
    assert max(map(len, out.splitlines())) <= 80
    assert (tmp_path / "abtest.png").stat().st_size > 10_000
    found = json.loads((tmp_path / "abtest.json").read_text())
    assert set(found) == {"NDCG@10", "HR@10", "people", "false alarms"}


@pytest.mark.parametrize(("other", "hint"), [("popularity", "name another"), ("eas", "ease")])
def test_a_model_that_makes_no_contest_is_explained(tmp_path, other, hint):
    (tmp_path / "params.yaml").write_text("model: popularity\n")
    with pytest.raises(SystemExit, match=hint):
        abtest.main([other, "--params", str(tmp_path / "params.yaml")])
