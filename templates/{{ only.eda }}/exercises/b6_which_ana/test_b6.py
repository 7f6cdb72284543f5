"""One name, all its storms."""

import pytest
from written import written

from eda import data, errors


@pytest.fixture(scope="module")
def study():
    return data.study(data.load())


@pytest.fixture
def find():
    return written(data, "storm.py", "find").find


@pytest.mark.parametrize("name", ["Ana", "ana", "BONNIE", "Katrina", " Zeta"])
def test_all_of_a_name(find, study, name):
    storms = study.storms
    right = storms[storms["name"] == name.strip().title()]
    found = find(study, name)
    assert list(getattr(found, "columns", [])) == list(storms.columns), (
        "`find` should return rows of `study.storms`, with all their columns."
    )
    assert len(found) == len(right), (
        f'`find(study, "{name}")` returns {len(found)} storms; {len(right)} had that name.'
    )
    assert list(found["season"]) == sorted(right["season"]), "The oldest should come first."


@pytest.mark.parametrize(("name", "close"), [("Katrin", "Katrina"), ("dorian1", "Dorian")])
def test_a_name_that_is_none(find, study, name, close):
    try:
        found = find(study, name)
    except errors.UserError as problem:
        assert f"`{close}`" in str(problem), f"For `{name}`, `{close}` should be suggested."
    except Exception as problem:  # noqa: BLE001 - whatever comes
        pytest.fail(f"For `{name}`, `find` ends in a {type(problem).__name__}: raise a UserError.")
    else:
        pytest.fail(f"No storm is called `{name}`, and `find` returns {len(found)} rows.")


@pytest.mark.parametrize("name", ["Ana", "Bonnie"])
def test_the_strongest(answers, study, name):
    storms = study.storms[study.storms["name"] == name]
    given = answers[name.lower()]
    assert type(given) is int, f"`{name.lower()}` must be a year, a whole number without quotes."
    assert given in set(storms["season"]), f"There was no {name} in {given}."
    right = storms["wind"].max()
    assert storms.loc[storms["season"] == given, "wind"].max() == right, (
        f"The {name} of {given} was not the strongest: another had {right} knots."
    )
