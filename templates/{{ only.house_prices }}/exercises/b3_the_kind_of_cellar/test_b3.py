"""How well a basement is finished, as a number, and whether it helps."""

import math

import pandas as pd
import pytest

from house_prices import data, features, models, tables, train

FEATURE = "bsmtfin_type_1"
WORDS = ["None", "Unf", "LwQ", "Rec", "BLQ", "ALQ", "GLQ"]


@pytest.mark.parametrize(("word", "expected"), zip(WORDS, range(7), strict=True))
def test_its_value(word, expected):
    found = features.row({FEATURE: word})
    assert FEATURE in found, f"`features.row` gives no `{FEATURE}` yet."
    assert not isinstance(found[FEATURE], str), f"`{word}` should become a number."
    assert found[FEATURE] == expected, f"`{word}` should count {expected}, not {found[FEATURE]:g}."


def test_what_is_unknown():
    for row in ({}, {FEATURE: None}, {FEATURE: math.nan}):
        value = features.row(row).get(FEATURE, math.nan)
        assert math.isnan(value), f"A cellar of which nothing is known should be NaN, not {value}."


def test_other_grades_count_what_they_did():
    old = {"kitchen_qual": "Gd", "bsmt_exposure": "Mn", "fireplace_qu": "None"}
    found = features.row(old)
    assert [found[name] for name in old] == [4, 2, 0], "The grades of other columns have changed."


def test_the_model_sees_it():
    assert FEATURE in features.NUMERIC, f"The model never sees it: `NUMERIC` lacks `{FEATURE}`."
    assert FEATURE in data.INPUTS, f"`data.check` does not look at it: `RULES` lacks `{FEATURE}`."


def test_an_empty_field_is_no_basement(tmp_path):
    sales = pd.read_csv(data.CSV, dtype=str, keep_default_na=False).head(3)
    sales.assign(**{FEATURE: ""}).to_csv(tmp_path / "own.csv", index=False)
    found = features.make(data.read(tmp_path / "own.csv"))[FEATURE]
    assert not found.isna().any(), "An empty field of a file should be no basement, not unknown."
    assert (found == 0).all(), "An empty field of a file should be no basement, which counts 0."


@pytest.mark.parametrize("word", ["Gd", "glq", "3"])
def test_a_wrong_word(word):
    houses = data.load().head(2)[data.INPUTS].astype(object).assign(**{FEATURE: word})
    with pytest.raises(tables.DataError):
        data.check(houses, "the list")
        pytest.fail(f"`data.check` takes `{word}` for the kind of a cellar.")


def test_does_it_help(answers, monkeypatch):
    learn = data.split(data.load(), seed=42).train
    after = train.cross_validated(models.build("ridge"), learn, seed=42)
    monkeypatch.setattr(features, "NUMERIC", [n for n in features.NUMERIC if n != FEATURE])
    before = train.cross_validated(models.build("ridge"), learn, seed=42)
    gain, spread = before["rmsle_mean"] - after["rmsle_mean"], before["rmsle_std"]
    right = "cannot tell" if abs(gain) < spread else "better" if gain > 0 else "worse"
    assert answers["model"] == right, (
        f"The RMSLE moves by {abs(gain):.4f}, and the folds differ by {spread:.3f} (one standard"
        f' deviation). So is "{answers["model"]}" what you would say?'
    )
