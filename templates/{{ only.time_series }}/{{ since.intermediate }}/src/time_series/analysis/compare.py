"""Let every model forecast a year from the same 26 origins, and print the leaderboard.

Run it with `uv run compare`. It takes the year before the last; with `--exam` it asks the last
year, which is for the end: once everything has been chosen.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import bootstrap
from tqdm import tqdm

from .. import data, evaluate, models, params, train
from ..errors import reported
from ..models._base import Forecaster
from ..params import Params
from . import charts
from .programs import add_places, write_reports

Sheets = dict[str, pd.DataFrame]  # what `evaluate.backtest` found, by model


def contest(chosen: Params, names: Sequence[str]) -> dict[str, Forecaster]:
    """Return the untrained models; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {
        name: train.estimator(Params(chosen.seed, name, options.get(name, {}))) for name in names
    }


def cuts(rides: "pd.Series[float]", exam: bool) -> list[int]:
    """Return the origins: those of the last year, or of the year before it."""
    return evaluate.origins(len(rides), skip=0 if exam else evaluate.ORIGINS)


def backtests(
    ways: Mapping[str, Forecaster], rides: "pd.Series[float]", origins: list[int]
) -> Sheets:
    """Return the forecasts of each model from the same origins."""
    sheets = {}
    with tqdm(ways.items(), unit="model", disable=None) as bar:
        for name, model in bar:
            bar.set_description(name)
            sheets[name] = evaluate.backtest(model, rides, origins)
    return sheets


def lead(first: "pd.Series[float]", other: "pd.Series[float]", seed: int) -> tuple[float, bool]:
    """Return by how much `other` trails `first`, and whether it is a tie.

    Both are scores by origin. Origins are drawn anew 2,000 times (Efron's bootstrap, 1979): a tie
    is what in more than 5 % of such years would have been the other way round, or equal. With 26
    origins, neighbours among them alike, that is a rough answer and better than none.
    """
    gap = other - first
    if not gap.any():
        return 0.0, True
    draws = bootstrap((gap,), np.mean, n_resamples=2000, method="percentile", rng=seed)
    return float(gap.mean()), bool(draws.confidence_interval.low <= 0)


def summary(sheets: Sheets, seed: int) -> pd.DataFrame:
    """Return a row for each model, the best MASE first: scores, `behind` and `tie` of `lead`."""
    scores = {name: evaluate.scores(sheet) for name, sheet in sheets.items()}
    order = sorted(scores, key=lambda name: scores[name]["mase"].mean())
    rows: dict[str, dict[str, Any]] = {}
    for name in order:
        mine, sheet = scores[name], sheets[name]
        behind, tie = lead(scores[order[0]]["mase"], mine["mase"], seed)
        error = sheet["forecast"] - sheet["truth"]
        rows[name] = {"mase": mine["mase"].mean(), "smape": mine["smape"].mean()}
        rows[name] |= {"mae": error.abs().mean(), "bias": error.mean()}
        rows[name] |= {"worst": mine["mase"].max(), "behind": behind, "tie": tie}
    return pd.DataFrame.from_dict(rows, orient="index").round(4)


def table_of(board: pd.DataFrame) -> str:
    """Return the leaderboard as text, at most 80 characters wide."""
    shown = board.rename(columns=str.upper).drop(columns=["BEHIND", "TIE"])
    shown = shown.rename(columns={"SMAPE": "sMAPE", "BIAS": "bias", "WORST": "worst"})
    shown["behind"], shown[""] = board["behind"], np.where(board["tie"], "tie", "")
    shown.iloc[0, -2:] = [np.nan, ""]
    text = shown.to_string(float_format="{:.3f}".format, na_rep="")
    return "\n".join(line.rstrip() for line in text.splitlines())


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    parser = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", help="default: all in the folder models/")
    parser.add_argument("--exam", action="store_true", help="the last year; once, at the end")
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        settings, rides = params.load(chosen.params), data.load()
        ways = contest(settings, chosen.models or models.available())
        sheets = backtests(ways, rides, cuts(rides, chosen.exam))
        board = summary(sheets, settings.seed)
        truth = next(iter(sheets.values()))["truth"]
        about = f"26 origins, {truth.index[0]:%d %B %Y} to {truth.index[-1]:%d %B %Y}"
        print(f"{about}; MAE and bias in thousands of rides", table_of(board), sep="\n")
        name = "exam" if chosen.exam else "leaderboard"
        numbers = json.loads(board.to_json(orient="index"))
        picture = charts.leaderboard(board, about)
        write_reports(chosen.reports, {f"{name}.png": picture, f"{name}.json": numbers})


if __name__ == "__main__":
    main()
