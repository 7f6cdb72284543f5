"""Every way of counting pairs gives the same counts, and they are those that a model needs."""

import json
import os

import numpy as np
import pandas as pd
import pytest

from recommender import data, models
from recommender.models.item_knn import similarities
from recommender.operations import scale
from recommender.studies import pairs


@pytest.fixture(scope="module")
def films(lens):
    return lens.films["movieId"].to_numpy()


@pytest.fixture(scope="module")
def path(lens, tmp_path_factory):
    """Return a file with our ratings, in no order."""
    file = tmp_path_factory.mktemp("ratings") / "ratings.csv"
    mixed = lens.ratings[["userId", "movieId"]].sample(frac=1, random_state=1)
    mixed.to_csv(file, index=False)
    return file


@pytest.fixture(scope="module")
def counts(lens):
    """Return the true counts."""
    watched = (data.matrix(lens.ratings, lens.shape) > 0).astype(np.int32)
    return (watched.T @ watched).toarray()


@pytest.mark.parametrize("way", pairs.WAYS)
def test_each_way_counts_the_same_in_any_order(way, path, films, counts):
    assert (pairs.WAYS[way](path, films) == counts).all()


@pytest.mark.skipif(os.name == "nt", reason="takes minutes to start there")
def test_ray_data_counts_the_same(path, films, counts):
    assert pairs.with_ray(path, films).checksum == pairs.checksum(counts)


def test_a_count_that_failed_on_ray_is_explained(path, films, monkeypatch):
    monkeypatch.setattr(scale, "elsewhere", lambda *_: 1)
    with pytest.raises(pairs.PairsError, match="did not count to the end"):
        pairs.with_ray(path, films)


def test_a_checksum_tells_one_more_person_apart(counts):
    more = counts.copy()
    more[3, 5] += 1
    assert pairs.checksum(more) != pairs.checksum(counts)


def test_the_counts_are_all_that_the_neighbours_need(counts, lens):
    each = np.maximum(counts.diagonal(), 1)
    similar = counts / (np.sqrt(np.outer(each, each)) + 5.0)
    np.fill_diagonal(similar, 0)
    assert np.allclose(similar, similarities(data.matrix(lens.ratings, lens.shape), 5.0))
    assert models.build("item_knn").shrinkage == 5.0


@pytest.mark.parametrize("way", pairs.WAYS)
def test_films_that_are_not_asked_for_are_left_out(way, path, films, counts):
    assert (pairs.WAYS[way](path, films[:50]) == counts[:50, :50]).all()


def test_copies_are_new_people_with_nine_in_ten_of_the_films(tmp_path, lens):
    lines = pairs.enlarge(tmp_path / "more.csv", 3, seed=1)
    made = pd.read_csv(tmp_path / "more.csv")
    assert len(made) == lines == pytest.approx(2.7 * len(lens.ratings), rel=0.01)
    assert made["userId"].nunique() == 3 * lens.shape[0]


def test_the_command_counts_in_each_way_and_compares(tmp_path, capsys):
    pairs.main(["--copies", "1", "--reports", str(tmp_path)])
    assert "All counted the same." in capsys.readouterr().out
    found = json.loads((tmp_path / "pairs.json").read_text())
    assert set(found) == {"ratings", *pairs.WAYS}


@pytest.mark.parametrize("count", ["0", "many", "9999"])
def test_a_senseless_number_of_copies_is_refused(count):
    with pytest.raises(SystemExit) as stop:
        pairs.main(["--copies", count])
    assert stop.value.code == 2
