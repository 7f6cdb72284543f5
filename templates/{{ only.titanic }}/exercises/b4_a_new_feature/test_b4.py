"""The fare for each member of a family, and whether it helps."""

import math

import pytest

from titanic import data, features, models, train

FEATURE = "fare_per_person"


def row(**facts):
    passenger = {"sex": "male", "age": 30, "pclass": 3, "sibsp": 0, "parch": 0} | facts
    return features.row(passenger)


@pytest.mark.parametrize(
    ("fare", "sibsp", "parch"), [(40, 1, 2), (7.25, 0, 0), (0, 1, 0), (263, 3, 2), (30, 0, 1)]
)
def test_its_value(fare, sibsp, parch):
    found = row(fare=fare, sibsp=sibsp, parch=parch)
    assert FEATURE in found, f"`features.row` gives no `{FEATURE}` yet."
    family, value = sibsp + parch + 1, float(found[FEATURE])
    paid = f"A family of {family} that paid {fare:g} pounds"
    assert value != pytest.approx(fare / family) or fare == 0, (
        f"{paid} gets {value:.3f}: that is pounds. Take the logarithm, as for the fare."
    )
    assert value == pytest.approx(math.log1p(fare / family)), (
        f"{paid} should get {math.log1p(fare / family):.3f}, not {value:.3f}."
    )


def test_a_missing_fare():
    value = float(row(fare=None, sibsp=1)[FEATURE])
    assert math.isnan(value), f"Without a fare it should be NaN, not {value}."


def test_the_model_sees_it():
    assert FEATURE in features.NUMERIC, f"The model never sees it: `NUMERIC` lacks `{FEATURE}`."
    table = features.make(data.load().head(3))
    assert FEATURE in table, f"`features.make` leaves `{FEATURE}` out."


def test_does_it_help(answers, monkeypatch):
    learn = data.split(data.load(), seed=42).train
    found = train.cross_validated(models.build("logistic_regression"), learn, seed=42)
    monkeypatch.setattr(features, "NUMERIC", [n for n in features.NUMERIC if n != FEATURE])
    before = train.cross_validated(models.build("logistic_regression"), learn, seed=42)
    gain = found["accuracy_mean"] - before["accuracy_mean"]
    right = "cannot tell"
    if abs(gain) >= before["accuracy_std"]:
        right = "better" if gain > 0 else "worse"
    assert answers["model"] == right, (
        f"The accuracy moves by {gain:+.3f}, and the folds differ by {before['accuracy_std']:.3f}"
        f' (one standard deviation). So is "{answers["model"]}" what you would say?'
    )
