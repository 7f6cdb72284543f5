"""Nobody rates a film long before it came out, and a test of the learner's says so."""

import pandas as pd
import pytest

from recommender import data, movielens


def refused(folder, rated, released, place=0):
    """Say whether `data.load` refuses ratings of one film in a year, the others being in order."""
    when = int(pd.Timestamp(year=rated, month=7, day=1).timestamp())
    rows = [
        (user, film, 4, when if film == place + 1 else 1_400_000_000)
        for user in range(1, 6)
        for film in range(1, 6)
    ]
    ratings, films = folder / "ratings.csv", folder / "movies.csv"
    pd.DataFrame(rows, columns=movielens.RATINGS).to_csv(ratings, index=False)
    years = ["(1980)"] * 5
    years[place] = f"({released})" if released else ""
    listed = [f"{film},Film {film} {year},Drama" for film, year in enumerate(years, 1)]
    films.write_text("\n".join(["movieId,title,genres", *listed, ""]), encoding="utf-8")
    try:
        data.load(ratings, films)
    except data.DataError:
        return True
    return False


@pytest.mark.parametrize(
    ("rated", "released", "place"), [(1995, 1997, 0), (1999, 2015, 4), (2000, 2002, 2)]
)
def test_long_before(tmp_path, rated, released, place):
    assert refused(tmp_path, rated, released, place), (
        f"`data.load` takes a rating of {rated} for a film of {released}. It should be refused."
    )


@pytest.mark.parametrize(("rated", "released"), [(1996, 1997), (1997, 1997), (2010, 1997)])
def test_others_pass(tmp_path, rated, released):
    assert not refused(tmp_path, rated, released), (
        f"`data.load` refuses a rating of {rated} for a film of {released}, which is allowed."
    )


def test_a_film_without_a_year(tmp_path):
    assert not refused(tmp_path, 1996, None), "`data.load` refuses a film whose year nobody knows."


def test_the_real_ratings_pass():
    assert len(data.load().ratings) == 90_072, "The real ratings are refused or changed now."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
