"""Words in a model's description that stand for a handful of people."""

import pandas as pd
from written import written

from titanic import data, errors
from titanic.tracking import profiles


def rare(table, *least):
    """Return what `rare` finds in the description of a table of words and numbers."""
    module = written(errors, "tracking/privacy.py", "rare")
    table = pd.DataFrame(table)
    return [tuple(pair) for pair in module.rare(profiles.profile(table), len(table), *least)]


def words(**counts):
    return [word for word, count in counts.items() for _ in range(count)]


def test_one_person_is_found_and_many_are_not():
    found = rare({"port": words(S=60, C=39, Y=1)})
    assert ("port", "Y") in found, "A word that one of 100 people has is not found."
    assert found == [("port", "Y")], f"Only `Y` stands for fewer than 5 people, not {found}."


def test_fewer_than_and_not_as_many_as():
    table = {"port": words(S=88, C=5, Q=4, Y=3)}
    found = rare(table)
    assert ("port", "C") not in found, "Five people are not fewer than five."
    assert found == [("port", "Q"), ("port", "Y")], (
        f"`Q` (4 people) and `Y` (3) are rare, not {found}."
    )
    assert rare(table, 4) == [("port", "Y")], "With `least` 4, only the word of 3 people is rare."
    assert rare(table, 1) == [], "Nobody is fewer than one person."


def test_shares_are_of_what_is_known():
    found = rare({"port": [*words(S=40, C=6, Q=4), *[None] * 50]})
    assert ("port", "Q") in found, (
        "With half of the values missing, a share of 0.08 stands for 4 of 100 people. Yours are"
        " more."
    )
    assert ("port", "C") not in found, (
        "With half of the values missing, six people count as fewer than five."
    )


def test_large_tables():
    found = rare({"port": words(S=3000, C=5, Q=4)})
    assert found == [("port", "Q")], (
        f"Of 3,009 people 5 have `C` and 4 have `Q`; yours are {found}."
    )


def test_numbers_and_free_text_are_passed_over():
    table = {
        "age": [*range(1, 51)],
        "name": [f"Brown, Mr. {place}" for place in range(50)],
        "cabin": pd.Series([None] * 50, dtype=object),
        "port": words(S=49, Y=1),
    }
    assert rare(table) == [("port", "Y")], f"Only `Y` should be found here, not {rare(table)}."


def test_in_order():
    found = rare({"sex": words(male=98, x=2), "port": words(S=95, Z=2, A=3)})
    assert found == [("port", "A"), ("port", "Z"), ("sex", "x")], f"This is not sorted: {found}."


def test_your_own(answers):
    learn = data.split(data.load(), seed=42).train.drop(columns=data.TARGET)
    kinds = profiles.profile(learn)
    counts = [learn[column].value_counts().min() for column in kinds if has_words(kinds[column])]
    given = answers["fewest"]
    assert type(given) is int, "`fewest` must be a whole number, without quotes."
    assert given == min(counts), (
        f"`fewest` is not {given}. From which `least` on does `rare(profile, {len(learn)}, least)`"
        " name anybody? One person fewer stands behind that word."
    )


def has_words(facts):
    return facts.get("kind") == "text" and facts.get("shares")
