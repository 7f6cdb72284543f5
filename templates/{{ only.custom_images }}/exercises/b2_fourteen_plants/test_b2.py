"""The recall of each class, and how sure it is."""

import warnings

import numpy as np
import pandas as pd
import pytest
from written import written

from custom_images import errors

COLUMNS = ["pictures", "recall", "low", "high"]


def recalls(table, classes=("a", "b", "c")):
    own = written(errors, "recalls.py", "recalls").recalls
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = own(np.array(table), list(classes))
        except RuntimeWarning as problem:
            pytest.fail(f"With a class that has no picture, NumPy warns: {problem}.")
    assert isinstance(found, pd.DataFrame), (
        f"`recalls` should return a DataFrame, not {found!r:.40}."
    )
    assert list(found.index) == list(classes), "The index should be the classes, in their order."
    assert sorted(found.columns) == sorted(COLUMNS), (
        f"The columns should be {', '.join(COLUMNS)}, not {', '.join(map(str, found.columns))}."
    )
    return found


TABLE = [[12, 1, 1], [5, 20, 25], [0, 0, 8]]


def test_pictures_and_recall():
    found = recalls(TABLE)
    assert found["pictures"].tolist() == [14, 50, 8], (
        "Of a class there are as many pictures as its row holds: 12 + 1 + 1 are 14."
    )
    assert found["recall"].tolist() == pytest.approx([12 / 14, 20 / 50, 1]), (
        "The recall is the diagonal divided by the sum of the row: 12 / 14 for the first class."
    )


@pytest.mark.parametrize(
    ("name", "right"), [("low", [0.6005, 0.2761, 0.6756]), ("high", [0.9599, 0.5382, 1.0])]
)
def test_the_interval(name, right):
    found = recalls(TABLE)
    assert (found["low"] < found["high"]).all(), "`low` should be below `high`."
    assert found["high"].max() < 1.000001, "A recall above 1 is impossible, so `high` is wrong."
    assert found[name].tolist() == pytest.approx(right, abs=0.0006), (
        f"`{name}` of 12 in 14 should be {right[0]:.3f}, of 20 in 50 {right[1]:.3f} and of 8 in 8"
        f" {right[2]:.3f}; yours are {', '.join(f'{value:.3f}' for value in found[name])}."
    )


def test_a_class_that_is_not_there():
    found = recalls([[3, 1, 0], [0, 0, 0], [0, 2, 2]])
    assert found["pictures"].tolist() == [4, 0, 4], "A class without a picture has 0 `pictures`."
    told = found.loc["b", ["recall", "low", "high"]]
    assert told.isna().all(), "A class without a picture has no recall: all three should be `nan`."
    assert not found.loc[["a", "c"]].isna().any(axis=None), "The other classes have a recall."
