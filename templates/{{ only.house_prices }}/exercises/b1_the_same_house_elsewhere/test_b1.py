"""What does the same move bring to a small house and to a large one?"""

import pandas as pd
import pytest

from house_prices import data, models, predict, train

HOUSES = {
    "small": {"area": 900.0, "overall_qual": 5},
    "large": {"area": 2500.0, "overall_qual": 8},
}


def test_b1(answers):
    for key in ("small", "large", "per_cent"):
        assert type(answers[key]) in (int, float), f"`{key}` must be a number, without quotes."
    learn = data.split(data.load(), seed=42).train
    model = train.fit(models.build("ridge"), learn)
    for key, house in HOUSES.items():
        rows = [house | {"neighborhood": place} for place in ("NAmes", "StoneBr")]
        before, after = predict.predict(model, pd.DataFrame(rows, columns=data.INPUTS))
        assert answers[key] != pytest.approx(after, rel=0.01), (
            f"`{key}` is the price in Stone Brook. What does the move bring?"
        )
        assert answers[key] == pytest.approx(after - before, rel=0.01), (
            f"The {key} house does not gain {answers[key]:,.0f} dollars by the move. Is"
            " `params.yaml` as it came, and did `uv run train` run since?"
        )
    gain = 100 * (after / before - 1)
    assert answers["per_cent"] != pytest.approx(gain / 100, abs=0.0011), (
        f"{answers['per_cent']} is a share. In per cent that is a hundred times as much."
    )
    assert answers["per_cent"] == pytest.approx(gain, abs=0.11), (
        f"The move does not bring {answers['per_cent']:g} per cent. Divide what it brings by the"
        " price in North Ames."
    )
