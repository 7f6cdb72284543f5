"""What does the knob `alpha` do, and what do five sales do?"""

import pytest

from house_prices import data, models, train


def test_b2(answers):
    learn = data.split(data.load(), seed=42).train

    def scores(alpha, sales=learn):
        return train.cross_validated(models.build("ridge", alpha=alpha), sales, seed=42)

    few = scores(10, learn[learn["area"] <= 4000])["rmsle_mean"]
    for key, right in {"careful": scores(1000)["rmsle_mean"], "without_five": few}.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(right, abs=0.003), (
            f"`{key}` is not {given}. Take the first row of the column `cv`, neither that of a"
            " baseline nor that of the test set."
        )
    found = {name: scores(float(name)) for name in ("1", "10", "100")}
    means = [score["rmsle_mean"] for score in found.values()]
    spread = min(score["rmsle_std"] for score in found.values())
    assert answers["best"] in (*found, "cannot tell"), (
        '`best` takes one of four answers, in quotes: "1", "10", "100" or "cannot tell".'
    )
    assert answers["best"] == "cannot tell", (
        f"The three scores lie within {max(means) - min(means):.3f}, and the standard deviation"
        f" over the folds is {spread:.3f}. Can anybody tell which is best?"
    )
