"""What all packaged servers call: the scikit-learn pipeline on one row of a pandas table."""

from typing import Any

import pandas as pd
from titanic import data, predict

MODEL = predict.load_model()


def answer(passenger: dict[str, Any]) -> float:
    """Return the probability that a passenger survives."""
    table = pd.DataFrame([dict.fromkeys(data.INPUTS) | passenger])
    return float(predict.predict(MODEL, table)["probability"].iloc[0])
