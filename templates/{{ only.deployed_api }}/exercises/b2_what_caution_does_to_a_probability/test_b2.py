"""What the knob `C` does to the order of the loans, and to their probabilities."""

import pytest
from sklearn.model_selection import StratifiedKFold, cross_validate

from deployed_api import data, features, models

SCORES = {"roc_auc": "roc_auc", "log_loss": "neg_log_loss"}


@pytest.fixture(scope="module")
def scores():
    learn = data.split(data.load(), seed=42).train
    table, target = features.make(learn), learn[data.TARGET]
    cv = StratifiedKFold(5, shuffle=True, random_state=42)

    def of(name, **options):
        model = models.build(name, **options)
        runs = cross_validate(model, table, target, cv=cv, scoring=SCORES)
        return {key: abs(runs[f"test_{key}"]) for key in SCORES}

    found = {C: of("logistic_regression", C=float(C)) for C in ("0.0001", "0.1", "1", "100")}
    return found | {"majority": of("majority")}


def test_b2(answers, scores):
    careful = {key: values.mean() for key, values in scores["0.0001"].items()}
    for key, right in careful.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(right, abs=0.0101), (
            f"`{key}` with C at 0.0001 is not {given}. Read it from the column of the model, not"
            " from that of the test set, after a run with C: 0.0001."
        )
    kept = {}
    for key, now in careful.items():
        low, high = scores["majority"][key].mean(), scores["1"][key].mean()
        kept[key] = (now - low) / (high - low)
    right = min(kept, key=lambda key: kept[key])
    assert answers["moves_most"] in SCORES, "`moves_most` is `roc_auc` or `log_loss`."
    assert answers["moves_most"] == right, (
        f"At 0.0001, `{answers['moves_most']}` keeps {kept[answers['moves_most']]:.0%} of what the"
        f" model gains on the majority, the other one {kept[right]:.0%}."
    )
    losses = {C: scores[C]["log_loss"] for C in ("0.1", "1", "100")}
    means = {C: values.mean() for C, values in losses.items()}
    gap, spread = max(means.values()) - min(means.values()), min(v.std() for v in losses.values())
    right = "cannot tell" if gap < spread else min(means, key=lambda C: means[C])
    assert answers["best"] in (*means, "cannot tell"), (
        "`best` is one of four answers: see the file."
    )
    assert answers["best"] == right, (
        f"The three log losses differ by {gap:.4f} at most, and the standard deviation over the"
        f" folds is {spread:.4f}. Can anybody tell which is best?"
    )
