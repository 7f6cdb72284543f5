"""Titles of real passengers, and of names that nobody expected."""

import pandas as pd
import pytest

from foundations import data
from foundations.mine import basics

NAMES = {
    "Brown, Mrs. James Joseph (Margaret Tobin)": "Mrs",
    "Allison, Master. Hudson Trevor": "Master",
    "Rothes, the Countess. of (Lucy Noel)": "the Countess",
    "Smith, Dr. A. B.": "Dr",
    "O'Brien, Jr., Mr. Tim": "Jr",
    "St. Clair, Mr. Paul": "Mr",
    "Lee, Sir, Lord. Sam": "Sir, Lord",
}
NO_TITLE = [float("nan"), None, "", "Madonna", "Mr. Bean", "Bean, Mr", "Dr. Smith, John"]


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    found = basics.title(name)
    assert found == NAMES[name], f"The title of `{name}` should be `{NAMES[name]}`, not `{found}`."


@pytest.mark.parametrize(("word", "same"), [("Mlle", "Miss"), ("Ms", "Miss"), ("Mme", "Mrs")])
def test_words_for_the_same(word, same):
    found = basics.title(f"Reynaldo, {word}. Encarnacion")
    assert found == same, f"`{word}` should count as `{same}`, not as `{found}`."


@pytest.mark.parametrize("name", NO_TITLE)
def test_no_title(name):
    found = basics.title(name)
    assert found == "", f"`{name}` has no title, so it should be nothing, not `{found}`."


def test_the_whole_list():
    found = pd.Series([basics.title(name) for name in data.load()["name"]]).value_counts()
    assert found.get("Miss") == 264, f"264 passengers are called Miss, not {found.get('Miss')}."
    assert found.get("Master") == 61, f"61 are called Master, not {found.get('Master')}."
