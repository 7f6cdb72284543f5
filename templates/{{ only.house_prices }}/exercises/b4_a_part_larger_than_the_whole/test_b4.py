"""No basement has more unfinished space than space, and a test of the learner's says so."""

import pandas as pd
import pytest

from house_prices import data, tables


def refused(whole, part):
    """Say whether `data.check` refuses two honest houses and one with this basement."""
    houses = data.read(data.CSV)[data.INPUTS].head(3).astype(object).reset_index(drop=True)
    houses.loc[2, ["total_bsmt_sf", "bsmt_unf_sf"]] = [whole, part]
    try:
        data.check(houses, "the list")
    except tables.DataError as problem:
        assert "bsmt_unf_sf" in str(problem), "The sentence should name `bsmt_unf_sf`."
        assert "row 3" in str(problem), "The sentence should name the row: use `tables.refuse`."
        return True
    except Exception as problem:  # noqa: BLE001 - whatever the rule raises
        pytest.fail(f"`data.check` ends in a {type(problem).__name__}: refuse by `tables.refuse`.")
    return False


@pytest.mark.parametrize(("whole", "part"), [(800, 801), (0, 300), ("900", "1000"), (1000, 9000)])
def test_more_than_all_of_it(whole, part):
    assert refused(whole, part), (
        f"`data.check` takes a basement of {whole} square feet of which {part} are unfinished."
    )


@pytest.mark.parametrize(("whole", "part"), [(800, 800), (800, 0), (0, 0), ("1000", "900")])
def test_others_pass(whole, part):
    assert not refused(whole, part), (
        f"`data.check` refuses a basement of {whole} square feet of which {part} are unfinished."
    )


@pytest.mark.parametrize(("whole", "part"), [(None, 500), (500, None), (None, None)])
def test_what_is_missing_is_no_mistake(whole, part):
    assert not refused(whole, part), "`data.check` refuses a house with a gap in these columns."


def test_the_real_list_passes():
    assert len(data.load()) == len(pd.read_csv(data.CSV)), "The real list is refused now."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
