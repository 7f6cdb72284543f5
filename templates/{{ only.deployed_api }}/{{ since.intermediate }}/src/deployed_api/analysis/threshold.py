"""Ask what wrong answers cost, and where the line between yes and no should be drawn.

Run it with `uv run threshold`. The costs stand in costs.yaml. It looks at training loans only, each
judged by a model that had not seen it.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from sklearn.model_selection import cross_val_predict

from .. import data, features, params, train
from ..errors import reported
from ..params import Params
from . import groups, scoring
from .charts import BAD, GOOD, INK, PALE, QUIET, canvas
from .programs import add_places, write_reports
from .scoring import Costs

STEPS = np.linspace(0, 1, 101)
WIDTHS = (6, 13, 10, 13, 14)  # of the columns of the printed table


@dataclass(frozen=True)
class Line:
    """What a threshold would have done to the training loans."""

    threshold: float
    cost: float  # per loan, in the unit of costs.yaml
    refused: float  # share of all loans
    bad_refused: float  # share of the bad ones
    good_refused: float  # share of the good ones


def answers(settings: Params) -> tuple[pd.DataFrame, pd.Series]:
    """Return the training loans, and for each the probability by a model new to it."""
    learn = data.split(data.load(), settings.seed).train
    unseen = cross_val_predict(
        train.estimator(settings),
        features.make(learn),
        learn[data.TARGET],
        cv=train.folds(settings.seed),
        method="predict_proba",
    )
    return learn, pd.Series(unseen[:, 1], index=learn.index)


def line(threshold: float, actual: pd.Series, chance: pd.Series, price: Costs) -> Line:
    """Return what happens if loans are refused from this probability of going bad on.

    `actual` is 1 for bad and 0 for good, `chance` from 0 to 1, both in the same order.
    """
    refused, bad = chance >= threshold, actual == 1
    lost = price.bad_accepted * (bad & ~refused) + price.good_refused * (~bad & refused)
    return Line(
        threshold,
        float(lost.mean()),
        float(refused.mean()),
        float(refused[bad].mean()),
        float(refused[~bad].mean()),
    )


def by_age(loans: pd.DataFrame, chance: pd.Series, threshold: float) -> pd.DataFrame:
    """Return, for each age group, how many were refused, and how many of the good ones."""
    table = pd.DataFrame({"refused": chance >= threshold, "bad": loans[data.TARGET] == 1})
    good = table[~table["bad"]]
    age = groups.ages(loans)
    return pd.DataFrame(
        {
            "loans": table.groupby(age).size(),
            "went bad": table.groupby(age)["bad"].mean(),
            "refused": table.groupby(age)["refused"].mean(),
            "good refused": good.groupby(age)["refused"].mean(),
        }
    )


def table_of(lines: dict[str, Line]) -> str:
    """Return the lines as text, at most 80 characters wide."""
    heads = ("from", "cost a loan", "refused", "of the bad", "of the good")
    text = [f"{'':<22}" + "".join(f"{head:>{w}}" for head, w in zip(heads, WIDTHS, strict=True))]
    for name, each in lines.items():
        row = (
            f"{each.threshold:.2f}" if each.threshold <= 1 else "-",
            f"{each.cost:.3f}",
            *(f"{share:.0%}" for share in (each.refused, each.bad_refused, each.good_refused)),
        )
        text.append(f"{name:<22}" + "".join(f"{c:>{w}}" for c, w in zip(row, WIDTHS, strict=True)))
    return "\n".join(text)


def ages_of(ages: pd.DataFrame) -> str:
    """Return the age groups as text."""
    text = [f"{'':<22}{'loans':>11}{'went bad':>11}{'refused':>11}{'good, but refused':>22}"]
    for name, row in ages.iterrows():
        shares = f"{row['went bad']:>11.0%}{row['refused']:>11.0%}{row['good refused']:>22.0%}"
        text.append(f"{name:<22}{row['loans']:>11.0f}{shares}")
    return "\n".join(text)


def lines_of(actual: pd.Series, chance: pd.Series, price: Costs) -> dict[str, Line]:
    """Return the lines worth comparing: none, even, the one from the costs, the cheapest."""
    tried = [line(float(step), actual, chance, price) for step in STEPS]
    return {
        "accept everybody": line(1.01, actual, chance, price),
        "from 0.5 on": line(0.5, actual, chance, price),
        "from the costs": line(price.threshold, actual, chance, price),
        "cheapest in hindsight": min(tried, key=lambda each: each.cost),
    }


def cost_figure(curve: pd.DataFrame, marks: dict[str, tuple[float, float]]) -> Figure:
    """Show the cost of each threshold, the folds pale behind it, and the marked lines.

    `curve` has thresholds from 0 to 1 as index and one column a fold; `marks` maps a name to its
    threshold and cost.
    """
    figure, axes = canvas(
        "Where should the line between yes and no be?",
        "Cost of wrong answers per loan, by models new to the loans; pale: each fold",
    )
    axes.plot(curve.index, curve, color=PALE, linewidth=1)
    axes.plot(curve.index, curve.mean(axis=1), color=INK, linewidth=2)
    shown = {name: mark for name, mark in marks.items() if mark[0] <= 1}
    looks = (BAD, "s"), (GOOD, "o"), (INK, "x")
    for (name, (threshold, price)), (colour, marker) in zip(shown.items(), looks, strict=False):
        label = f"{name}: {price:.3f} at {threshold:.2f}"
        axes.plot(threshold, price, marker, color=colour, markersize=8, label=label)
    axes.axvline(shown["from the costs"][0], color=GOOD, linewidth=1, linestyle="--")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("refused from this probability of going bad on", color=INK)
    axes.set_ylabel("cost a loan", color=INK)
    axes.legend(frameon=False, labelcolor=INK, loc="lower right")
    return figure


def age_figure(ages: pd.DataFrame) -> Figure:
    """Show for each age group who went bad, who was refused, and who was refused in error.

    `ages` has one row a group and the columns `went bad`, `refused` and `good refused` (0 to 1).
    """
    figure, axes = canvas(
        "Whom does the line hit?",
        "The model does not know anybody's age; refused at the line from the costs",
    )
    names = {"went bad": QUIET, "refused": PALE, "good refused": BAD}
    spots = np.arange(len(ages))
    for place, (name, colour) in enumerate(names.items()):
        bars = axes.bar(spots + 0.27 * (place - 1), ages[name], 0.25, color=colour, label=name)
        axes.bar_label(bars, [f"{share:.0%}" for share in ages[name]], color=INK, padding=2)
    axes.set_xticks(spots, [f"{group}\n{n:.0f} loans" for group, n in ages["loans"].items()])
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.margins(y=0.15)
    axes.grid(visible=False, axis="x")
    axes.legend(frameon=False, labelcolor=INK, ncols=3)
    return figure


def findings(lines: dict[str, Line], ages: pd.DataFrame, curve: pd.DataFrame) -> dict[str, Any]:
    """Return pictures and numbers, by file name."""
    rounded = {
        name: {key: round(value, 4) for key, value in vars(each).items()}
        for name, each in lines.items()
    }
    marks = {name: (each.threshold, each.cost) for name, each in lines.items()}
    return {
        "threshold.json": {"lines": rounded, "by_age": ages.round(4).to_dict("index")},
        "threshold.png": cost_figure(curve, marks),
        "refused_by_age.png": age_figure(ages),
    }


def curve_of(actual: pd.Series, chance: pd.Series, price: Costs, seed: int) -> pd.DataFrame:
    """Return the cost at each step, one column a fold, to see how much is luck."""
    parts = [new for _, new in train.folds(seed).split(actual, actual)]
    return pd.DataFrame(
        {
            fold: [line(t, actual.iloc[new], chance.iloc[new], price).cost for t in STEPS]
            for fold, new in enumerate(parts)
        },
        index=STEPS,
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Tell what the line between yes and no costs, and whom it hits."""
    flags = argparse.ArgumentParser("threshold", description=__doc__.splitlines()[0])
    flags.add_argument("--costs", type=Path, default=scoring.COSTS, help="default: costs.yaml")
    add_places(flags)
    chosen = flags.parse_args(argv)
    with reported():
        price, settings = scoring.costs(chosen.costs), params.load(chosen.params)
        loans, chance = answers(settings)
        actual = loans[data.TARGET]
        lines = lines_of(actual, chance, price)
        ages = by_age(loans, chance, price.threshold)
        print(table_of(lines), f"\nAt {price.threshold:.2f}, by age:", ages_of(ages), sep="\n")
        curve = curve_of(actual, chance, price, settings.seed)
        write_reports(chosen.reports, findings(lines, ages, curve))


if __name__ == "__main__":
    main()
