"""What does the knob `C` do, and when is a difference none?"""

import pytest

from titanic import data, features, models, train

NUMERIC, CATEGORICAL = (
    ["age", "log_fare", "family_size"],
    ["sex", "title", "class_and_sex", "party", "port"],
)


@pytest.fixture(autouse=True)
def the_features_that_came(monkeypatch):
    """Measure on the features of the first day, whatever was added since."""
    monkeypatch.setattr(features, "NUMERIC", NUMERIC)
    monkeypatch.setattr(features, "CATEGORICAL", CATEGORICAL)


def scores(C):
    learn = data.split(data.load(), seed=42).train
    return train.cross_validated(models.build("logistic_regression", C=C), learn, seed=42)


def test_b2(answers):
    careful = scores(0.001)
    for key in ("accuracy", "roc_auc"):
        given, right = answers[key], careful[f"{key}_mean"]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(right, abs=0.011), (
            f"`{key}` with C at 0.001 is not {given}. Read it from the column of the model, not"
            " from that of the test set, after a run with C: 0.001."
        )
    found = {name: scores(float(name)) for name in ("0.1", "1", "100")}
    means = {name: score["accuracy_mean"] for name, score in found.items()}
    spread = min(score["accuracy_std"] for score in found.values())
    gap = max(means.values()) - min(means.values())
    right = "cannot tell" if gap < spread else max(means, key=lambda name: means[name])
    assert answers["best"] in (*found, "cannot tell"), (
        '`best` takes one of four answers, in quotes: "0.1", "1", "100" or "cannot tell".'
    )
    assert answers["best"] == right, (
        f"The three accuracies lie within {gap:.3f}, and the standard deviation over the folds is"
        f" {spread:.3f}. Can anybody tell which is best?"
    )
