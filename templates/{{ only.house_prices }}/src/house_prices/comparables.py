"""Value a house as an appraiser does: find the nearest sales, adjust them, compare.

Run it with `uv run comparables --area 1500 --overall_qual 6 --neighborhood NAmes`.
"""

import argparse
from collections.abc import Sequence

import pandas as pd
from sklearn.base import BaseEstimator

from . import data, features, models, predict, train
from .errors import reported
from .question import told

SHOWN = ["neighborhood", "area", "overall_qual", "year_built", "yr_sold", "price", "adjusted"]


def find(house: pd.DataFrame, sales: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the `count` sales nearest to a house, the nearest first, with their `distance`.

    `house` is one row, NaN where nothing is known. The distance is that of the model
    `nearest_sales`: standard deviations over all that makes two houses alike.
    """
    trained = train.fit(models.build("nearest_sales"), sales).regressor_
    alike = trained[:-1].transform(features.make(data.place(house)))
    distances, places = trained[-1].kneighbors(alike, n_neighbors=min(count, len(sales)))
    return sales.iloc[places[0]].assign(distance=distances[0])


def adjust(model: BaseEstimator, house: pd.DataFrame, sales: pd.DataFrame) -> pd.Series:
    """Return what each sale would have brought, had it been this house, in dollars.

    No two houses are the same. Where the model finds this one worth 8 % more than the one that
    was sold, 8 % are added to what was paid for it.
    """
    worth = predict.predict(model, house).iloc[0] / predict.predict(model, sales)
    return (sales["price"] * worth).rename("adjusted")


def number(text: str) -> int:
    """Return a number of sales; argparse tells who wants none, or all."""
    if int(text) not in range(1, 51):
        raise argparse.ArgumentTypeError("must be from 1 to 50")
    return int(text)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the nearest sales of the house that the flags describe."""
    flags = argparse.ArgumentParser("comparables", description=__doc__.splitlines()[0])
    predict.add_flags(flags)
    flags.add_argument("--count", type=number, default=5, help="how many, 1 to 50; default: 5")
    chosen = flags.parse_args(argv)
    with reported():
        house, sales = predict.described(chosen), data.load()
        model = predict.load_model()
        found = find(house, sales, chosen.count)
        found["adjusted"] = adjust(model, house, found)
        print(found[SHOWN].to_string(index=False, formatters={"price": told, "adjusted": told}))
        low, middle, high = found["adjusted"].quantile([0, 0.5, 1])
        print(f"Adjusted to this house: {told(low)} to {told(high)}, in the middle {told(middle)}.")
        print(f"The model alone says:   {told(predict.predict(model, house).iloc[0])}.")


if __name__ == "__main__":
    main()
