"""Look closer at the model: on which days it errs, and which features it leans on.

Run it with `uv run explain`. All of it is measured in the year before the last one.
"""

import argparse
import json
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .. import data, features, models, params, train
from ..errors import reported
from ..models._base import Regression
from . import charts
from .compare import backtests, contest, cuts
from .interval import kind
from .programs import add_places, write_reports

BESIDE = "weekday_median"  # the bar to compare with
# Columns that say nearly the same have to be shuffled together, or the others stand in for them.
GROUPS = {
    "last weeks": ["lag_14", "usual", "shape"],
    "last year": ["last_year", "shape_last_year"],
    "level": ["level"],
    "weekday": ["weekday"],
    "season": ["season"],
    "holidays": ["holiday", "eve", "day_after", "christmas", "lag_14_holiday"],
}


def slices(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the mean absolute error of each model by kind of day, week ahead and quarter."""
    days = next(iter(sheets.values()))
    ahead = (days.index - days["origin"]).dt.days
    parts = {
        "": kind(days.index),
        " ": pd.Series(np.where(ahead <= 7, "1st week", "2nd week"), days.index),
        "  ": pd.Series("quarter " + days.index.quarter.astype(str), days.index),
    }
    rows = []
    for part in parts.values():
        errors = {name: (each["forecast"] - each["truth"]).abs() for name, each in sheets.items()}
        table = pd.DataFrame({name: each.groupby(part).mean() for name, each in errors.items()})
        rows.append(table.assign(days=part.value_counts()))
    return pd.concat(rows)


def worst(sheet: pd.DataFrame, count: int = 8) -> pd.DataFrame:
    """Return the days on which the forecast was farthest off."""
    gap = sheet["forecast"] - sheet["truth"]
    days = sheet.loc[gap.abs().nlargest(count).index, ["truth", "forecast"]].assign(gap=gap)
    days.insert(0, "weekday", days.index.strftime("%a"))
    return days.assign(holiday=features.holiday(days.index))


def importance(model: Regression, rides: "pd.Series[float]", cut: int, seed: int) -> pd.DataFrame:
    """Return by how many thousand rides the error grows if a group of features is shuffled.

    Permutation importance (Breiman, "Random Forests", 2001): the model is trained once, and the
    features of the year that follows are dealt to the wrong days; `std` is over ten shuffles.
    """
    model.fit(rides.iloc[:cut])
    table = features.make(rides, rides.index[cut : cut + features.YEAR])
    truth, rng = rides[table.index], np.random.default_rng(seed)
    usual = (model.answer(table) - truth).abs().mean()
    rows = {}
    for name, columns in GROUPS.items():
        drops = []
        for _ in range(10):
            shuffled = table.copy()
            order = rng.permutation(len(table))
            shuffled[columns] = table[columns].to_numpy()[order]
            shuffled = shuffled.astype(table.dtypes)
            drops.append((model.answer(shuffled) - truth).abs().mean() - usual)
        rows[name] = {"mean": float(np.mean(drops)), "std": float(np.std(drops))}
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("mean", ascending=False)


def main(argv: Sequence[str] | None = None) -> None:
    """Explain the model that params.yaml names."""
    parser = argparse.ArgumentParser("explain", description=__doc__.splitlines()[0])
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        settings, rides = params.load(chosen.params), data.load()
        origins, name = cuts(rides, exam=False), settings.model
        model = train.estimator(settings)
        if not isinstance(model, Regression):
            raise models.ModelError(f"`{name}` has no features to look at. Try `ridge`.")
        sheets = backtests(contest(settings, [name, BESIDE]), rides, origins)
        errors, found = slices(sheets), importance(model, rides, origins[0], settings.seed)
        days = worst(sheets[name])
        print("Mean absolute error, in thousands of rides:", errors.round(2).to_string(), sep="\n")
        print("\nFarthest off:", days.round(1).to_string(), sep="\n")
        print("\nThe error grows by so much if these are shuffled:", found.round(2), sep="\n")
        tables = {"errors": errors, "importance": found, "worst": days.rename(index=str)}
        numbers = {key: json.loads(each.to_json(orient="index")) for key, each in tables.items()}
        about = f"{name}, trained up to {rides.index[origins[0] - 1]:%d %B %Y}"
        pictures = {
            "errors.png": charts.errors(errors, name),
            "importance.png": charts.importance(found, about),
        }
        write_reports(chosen.reports, pictures | {"explain.json": numbers})


if __name__ == "__main__":
    main()
