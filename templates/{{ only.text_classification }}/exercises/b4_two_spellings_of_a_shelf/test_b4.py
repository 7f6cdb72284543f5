"""Labels that differ in capitals alone become one, and a test of the learner's says so."""

import pandas as pd
import pytest

from text_classification import data


def cleaned(*labels):
    """Return the labels after `clean`, ten rows of other words for each of these."""
    rows = [(f"text {n} of {place}", x) for place, x in enumerate(labels) for n in range(10)]
    table = pd.DataFrame(rows, columns=["text", "label"])
    before = table.copy()
    found = data.clean(table)["label"]
    assert table.equals(before), "`clean` changes the table that it is given: work on a copy."
    return found


def test_one_label():
    found = cleaned("games", "Games", "games", "mail")
    assert set(found) != {"games", "Games", "mail"}, "`Games` and `games` are still two labels."
    assert found.tolist() == ["games"] * 30 + ["mail"] * 10, (
        f"`games` (20), `Games` (10) and `mail` (10) become {found.value_counts().to_dict()}."
    )


def test_the_most_frequent_spelling_wins():
    found = set(cleaned("vcs", "VCS", "VCS", "mail"))
    assert found == {"VCS", "mail"}, (
        f"`VCS` occurs more often than `vcs`, so it should stay; there are {sorted(found)}."
    )


@pytest.mark.parametrize("order", [("Web", "web", "mail"), ("web", "Web", "mail")])
def test_the_first_of_two(order):
    found = set(cleaned(*order))
    assert found == {order[0], "mail"}, (
        f"`{order[0]}` and `{order[1]}` are equally frequent: the first should stay. There are"
        f" {sorted(found)}."
    )


def test_few_texts_of_each_spelling():
    spellings = ["games"] * 6 + ["Games"] * 6 + ["mail"] * 12
    table = pd.DataFrame({"text": [f"t {n}" for n in range(24)], "label": spellings})
    try:
        found = data.clean(table)
    except data.reading.DataError:
        pytest.fail("6 of `games` and 6 of `Games` are 12 together, and `clean` leaves them out.")
    assert len(found) == 24, "6 of `games` and 6 of `Games` are 12 together: none is too rare."


def test_others_stay():
    assert set(cleaned("game", "games")) == {"game", "games"}, "`game` is not `games`."
    found = data.clean(data.load().head(900))
    assert found["label"].str.islower().all(), (
        "The shelves of the programs are spelt otherwise now."
    )


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your change as well, so it does not test it."
    )
