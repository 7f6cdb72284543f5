"""The data are the ones that README.md of data/ describes."""

import hashlib
import re

import pytest

from foundations import data


def test_the_checksums_hold():
    text = (data.FOLDER / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"sha256 of `([\w.]+)`: `(\w{64})`", text))
    assert len(named) == 4
    for name, digest in named.items():
        assert hashlib.sha256((data.FOLDER / name).read_bytes()).hexdigest() == digest


def test_the_passengers():
    people = data.load()
    assert (len(people), int(people["survived"].sum())) == (1309, 500)
    assert not {"boat", "body"} & set(people)


def test_ratings_films_and_digits():
    ratings, films = data.ratings(), data.films()
    assert (len(ratings), ratings["userId"].nunique(), len(films)) == (3537, 120, 40)
    assert set(ratings["movieId"]) == set(films["movieId"])
    images, labels = data.digits()
    assert images.shape == (400, 14, 14)
    assert (images.min(), images.max()) == (0, 1)
    assert [int((labels == digit).sum()) for digit in range(10)] == [40] * 10


def test_a_file_that_is_no_passenger_list_is_refused(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(data.DataError, match="`list.csv` has no column `survived`"):
        data.load(file)
    with pytest.raises(data.DataError, match="cannot be read"):
        data.load(tmp_path / "none.csv")
