"""What this repo asks, and how an answer is judged: `train` and `predict` read it here."""

import numpy as np
from sklearn.metrics import make_scorer, root_mean_squared_log_error

CASE = "house"  # what a row of the table is

# A score means nothing alone. Each of these is a way in which people really value a house.
BASELINES = ["mean", "price_per_foot", "nearest_sales"]


def told(price: float) -> str:
    """Return a price as people say it: `$181,500`."""
    return f"${price:,.0f}"


def rmsle(price: np.ndarray, predicted: np.ndarray) -> float:
    """Return the root of the mean squared error of the logarithm: 0.1 is about 10 %."""
    return float(root_mean_squared_log_error(price, np.maximum(predicted, 0)))


def mae(price: np.ndarray, predicted: np.ndarray) -> float:
    """Return by how much an answer is off, on average, in thousands of dollars."""
    return float(np.mean(np.abs(predicted - price)) / 1000)


def mdape(price: np.ndarray, predicted: np.ndarray) -> float:
    """Return the median error as a share of the price: half of the answers are closer."""
    return float(np.median(np.abs(predicted - price) / price))


# A scorer asks a model, and turns errors round, so that more is always better.
SCORES = {
    score.__name__: make_scorer(score, greater_is_better=False) for score in (rmsle, mae, mdape)
}
