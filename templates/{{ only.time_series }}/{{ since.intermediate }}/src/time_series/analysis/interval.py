"""Say how sure a forecast is: intervals that should hold 80 of 100 days, and how many they hold.

Run it with `uv run interval`. It learns from the errors of one year and is measured in the next.
"""

import argparse
import json
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .. import data, evaluate, features, models, params, train
from ..errors import reported
from ..params import Params
from . import charts
from .compare import cuts
from .programs import add_places, within, write_reports

CONFORMAL, BY_KIND, QUANTILES, BOTH = "conformal", "by kind", "quantiles", "quantiles + conformal"
KINDS = ["workday", "weekend", "odd day"]


def conformal(errors: "pd.Series[float]", share: float) -> float:
    """Return how far to go on both sides, so that a new error lies within for `share` of the days.

    Split conformal prediction: with n errors it is the ceil((n + 1) * share)-th smallest. That is
    proven where the next error may come at any place among the old ones, as drawn cards may; days
    change, so measure it. Vovk et al., "Algorithmic Learning in a Random World" (2005).
    """
    rank = math.ceil((len(errors) + 1) * share)
    return float(np.sort(errors)[rank - 1]) if rank <= len(errors) else math.inf


def pinball(truth: "pd.Series[float]", quantile: "pd.Series[float]", level: float) -> float:
    """Return the mean pinball loss of a forecast quantile, in thousands of rides.

    Too low costs `level` a ride, too high 1 - level: the true quantile has the least loss.
    """
    gap = truth - quantile
    return float(np.maximum(level * gap, (level - 1) * gap).mean())


def kind(days: pd.DatetimeIndex) -> "pd.Series[str]":
    """Return what sort of day each is: a workday, a weekend, or one near a holiday."""
    table = features.calendar(days)
    odd = (table[["holiday", "eve", "day_after", "christmas"]] != "").any(axis=1)
    plain = np.where(days.day_of_week >= 5, "weekend", "workday")
    return pd.Series(np.where(odd, "odd day", plain), days)


def quantiles(rides: "pd.Series[float]", origins: list[int], share: float) -> pd.DataFrame:
    """Return `low` and `high` by a booster that learns the two quantiles, and `truth`."""
    found: dict[str, pd.Series[float]] = {}
    for name, level in (("low", (1 - share) / 2), ("high", (1 + share) / 2)):
        model = models.build("booster", n_estimators=100, objective="quantile", alpha=level)
        sheet = evaluate.backtest(model, rides, origins)
        found |= {name: sheet["forecast"], "truth": sheet["truth"]}
    return pd.DataFrame(found)


def intervals(
    rides: "pd.Series[float]", chosen: Params, share: float
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return `low`, `high` and `truth` of each day of the last year by method, and the forecasts.

    What widens an interval are errors of the year before, from forecasts made as they will be.
    """
    year_before, last = (
        evaluate.backtest(train.estimator(chosen), rides, cuts(rides, exam))
        for exam in (False, True)
    )
    errors = (year_before["forecast"] - year_before["truth"]).abs()
    spans = {CONFORMAL: pd.Series(conformal(errors, share), last.index)}
    wide = errors.groupby(kind(year_before.index)).agg(conformal, share)
    spans[BY_KIND] = kind(last.index).map(wide)
    found = {
        name: pd.DataFrame({"low": last["forecast"] - span, "high": last["forecast"] + span})
        for name, span in spans.items()
    }
    before, found[QUANTILES] = (
        quantiles(rides, cuts(rides, exam), share) for exam in (False, True)
    )
    # How far the truth lay outside (below zero: inside) is an error, too: so widen by it.
    outside = np.maximum(before["low"] - before["truth"], before["truth"] - before["high"])
    more = conformal(outside, share)
    found[BOTH] = found[QUANTILES].assign(
        low=found[QUANTILES]["low"] - more, high=found[QUANTILES]["high"] + more
    )
    for name, table in found.items():
        found[name] = table.assign(truth=last["truth"], low=table["low"].clip(lower=0))
    return found, last


def summary(found: dict[str, pd.DataFrame], share: float) -> pd.DataFrame:
    """Return a row a method: `coverage`, also by kind of day, `width` and `pinball`."""
    rows = {}
    for name, table in found.items():
        truth, low, high = (table[column] for column in ("truth", "low", "high"))
        inside = (low <= truth) & (truth <= high)
        parts = inside.groupby(kind(table.index)).mean()
        losses = pinball(truth, low, (1 - share) / 2), pinball(truth, high, (1 + share) / 2)
        rows[name] = {"coverage": inside.mean()} | {name: parts[name] for name in KINDS}
        rows[name] |= {"width": (high - low).mean(), "pinball": sum(losses) / 2}
    return pd.DataFrame.from_dict(rows, orient="index").round(4)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure the intervals of the model that params.yaml names, and draw them."""
    parser = argparse.ArgumentParser("interval", description=__doc__.splitlines()[0])
    parser.add_argument("--share", type=within(0.5, 0.99), default=0.8, help="default: 0.8")
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        settings, rides = params.load(chosen.params), data.load()
        found, last = intervals(rides, settings, chosen.share)
        board = summary(found, chosen.share)
        print(
            f"Intervals for {chosen.share:.0%} of the days: the share they hold, in the last year"
        )
        print(board.to_string(float_format="{:.3f}".format))
        picture = charts.fan(
            found[BY_KIND], last["forecast"], f"{settings.model}, {chosen.share:.0%}"
        )
        numbers = json.loads(board.to_json(orient="index"))
        write_reports(chosen.reports, {"interval.png": picture, "interval.json": numbers})


if __name__ == "__main__":
    main()
