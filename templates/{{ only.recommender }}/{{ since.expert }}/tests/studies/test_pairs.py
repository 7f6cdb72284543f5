"""Counting in pieces gives what counting at once gives, whatever the size of the pieces."""

import json

import numpy as np
import pandas as pd
import pytest

from recommender import data, models
from recommender.models.item_knn import similarities
from recommender.studies import pairs


@pytest.fixture(scope="module")
def films(lens):
    return lens.films["movieId"].to_numpy()


@pytest.fixture(scope="module")
def path(lens, tmp_path_factory):
    """Return a file with our ratings."""
    file = tmp_path_factory.mktemp("ratings") / "ratings.csv"
    lens.ratings[["userId", "movieId"]].to_csv(file, index=False)
    return file


@pytest.mark.parametrize("rows", [20_000, 1_000_000])
def test_the_size_of_the_pieces_does_not_matter(path, films, lens, rows):
    counts, people = pairs.in_pieces(path, films, rows)
    watched = (data.matrix(lens.ratings, lens.shape) > 0).astype(np.int32)
    assert people == lens.shape[0]
    assert (counts == (watched.T @ watched).toarray()).all()


def test_the_counts_are_all_that_the_neighbours_need(path, films, lens):
    counts, _ = pairs.in_pieces(path, films)
    each = np.maximum(counts.diagonal(), 1)
    similar = counts / (np.sqrt(np.outer(each, each)) + 5.0)
    np.fill_diagonal(similar, 0)
    assert np.allclose(similar, similarities(data.matrix(lens.ratings, lens.shape), 5.0))
    assert models.build("item_knn").shrinkage == 5.0


def test_films_that_are_not_asked_for_are_left_out(path, films):
    counts, _ = pairs.in_pieces(path, films[:50])
    assert (counts == pairs.at_once(path, films[:50])[0]).all()
    assert counts.shape == (50, 50)


def test_people_who_are_not_one_after_the_other_are_noticed(tmp_path, films):
    file = tmp_path / "mixed.csv"
    file.write_text("userId,movieId\n1,1\n2,1\n1,2\n")
    with pytest.raises(pairs.PairsError, match="sorted by userId"):
        pairs.in_pieces(file, films)
    with pytest.raises(pairs.PairsError, match="sorted by userId"):
        pairs.in_pieces(file, films, rows=2)


def test_copies_are_new_people_with_nine_in_ten_of_the_films(tmp_path, lens):
    lines = pairs.enlarge(tmp_path / "more.csv", 3, seed=1)
    made = pd.read_csv(tmp_path / "more.csv")
    assert len(made) == lines == pytest.approx(2.7 * len(lens.ratings), rel=0.01)
    assert made["userId"].nunique() == 3 * lens.shape[0]
    assert made["userId"].is_monotonic_increasing


def test_the_command_counts_in_both_ways_and_compares(tmp_path, capsys):
    pairs.main(["--copies", "1", "--reports", str(tmp_path)])
    out = capsys.readouterr().out
    assert "Both counted the same." in out
    found = json.loads((tmp_path / "pairs.json").read_text())
    assert found["in pieces"]["people"] == found["all at once"]["people"] == 671


@pytest.mark.parametrize("count", ["0", "many", "9999"])
def test_a_senseless_number_of_copies_is_refused(count):
    with pytest.raises(SystemExit) as stop:
        pairs.main(["--copies", count])
    assert stop.value.code == 2
