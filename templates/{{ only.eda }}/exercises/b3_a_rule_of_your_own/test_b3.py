"""A hurricane below hurricane force is refused, by a rule that has a test."""

import pandas as pd
import pytest

from eda import data, tables


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(data.CSV, nrows=4).assign(wind=70)  # whatever they are, not weak


def refusal(rows, folder, **facts):
    """Return the sentence with which `data.load` refuses rows, "" if it takes them."""
    rows = rows.astype(object)
    for column, value in facts.items():
        rows.loc[rows.index[2], column] = value
    rows.to_csv(folder / "mine.csv", index=False)
    try:
        data.load(folder / "mine.csv")
    except tables.DataError as problem:
        return str(problem)
    except Exception as problem:  # noqa: BLE001 - whatever the rule raises
        pytest.fail(f"`data.load` ends in a {type(problem).__name__}: refuse by `tables.refuse`.")
    return ""


@pytest.mark.parametrize("wind", [30, 40, 60, 63])
def test_a_weak_hurricane_is_refused(rows, tmp_path, wind):
    said = refusal(rows, tmp_path, status="hurricane", wind=wind)
    assert said, f"`data.load` takes a hurricane of {wind} knots. It should be refused."
    assert "row 3" in said and "`wind`" in said, (
        f"The refusal should name row 3 and the column `wind`; it says: {said[:90]}"
    )


@pytest.mark.parametrize(
    ("status", "wind"),
    [("hurricane", 64), ("hurricane", 150), ("extratropical", 80), ("tropical storm", 40)],
)
def test_others_are_taken(rows, tmp_path, status, wind):
    assert not refusal(rows, tmp_path, status=status, wind=wind), (
        f"`data.load` refuses a fix with the status `{status}` and {wind} knots, which is fine."
    )


def test_the_record_is_still_taken():
    assert len(data.load()) == 19_537, "The real record is not read whole any more."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
