"""People type titles as they remember them."""

import pytest

from recommender import titles


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Toy Story", "Toy Story (1995)"),
        ("toy story", "Toy Story (1995)"),
        ("Toy Story (1995)", "Toy Story (1995)"),
        ("The Matrix", "The Matrix (1999)"),
        ("Matrix, The", "The Matrix (1999)"),
        ("matrix", "The Matrix (1999)"),
        ("Amelie", "Amelie (Le Fabuleux destin d'Amélie Poulain) (2001)"),
        ("Schindlers List", "Schindler's List (1993)"),
        ("Hamlet (1996)", "Hamlet (1996)"),
    ],
)
def test_a_title_is_found_however_it_is_spelt(lens, typed, found):
    assert lens.films["label"][titles.find(typed, lens.films)] == found


def test_every_film_is_found_by_its_own_label(lens):
    for place in range(0, len(lens.films), 211):
        assert titles.find(lens.films["label"][place], lens.films) == place


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Tony Story", "Did you mean `Toy Story (1995)`"),
        ("Teh Matrx", "Did you mean `The Matrix (1999)`"),
        ("Pulb Fictoin", "Did you mean `Pulp Fiction (1994)`"),
        ("empire strikes back", "Star Wars: Episode V"),
        ("Toy Story (1890)", "Did you mean `Toy Story (1995)`"),
        ("Hamlet", "Add the year"),
        ("xqzw", "Titles are in English"),
        ("", "no film ``"),
        ("()", "no film"),
        ("名前", "no film"),
    ],
)
def test_a_title_that_names_no_single_film_gets_a_hint(lens, typed, hint):
    with pytest.raises(titles.TitleError) as refusal:
        titles.find(typed, lens.films)
    assert hint in str(refusal.value)
