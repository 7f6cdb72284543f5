"""A load test can ask as one kind of people does."""

from recommender.operations import loadtest


def test_people_are_picked_by_their_taste_and_their_years():
    late = loadtest.rows("since >= 2010 and fame < 0.3", 42)
    assert 0 < len(late) < 200
    assert late["since"].min() >= 2010
