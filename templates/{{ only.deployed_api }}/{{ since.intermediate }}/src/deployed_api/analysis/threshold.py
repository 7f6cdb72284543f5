"""Ask what wrong answers cost, and where the line between yes and no should be drawn.

Run it with `uv run threshold`. The costs stand in costs.yaml. It looks at training loans only, each
judged by a model that had not seen it.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import cross_val_predict

from .. import data, features, params, train
from ..errors import reported
from ..params import Params
from . import costs, curves, groups
from .costs import Costs

REPORTS = data.ROOT / "reports"
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


def save(
    lines: dict[str, Line], ages: pd.DataFrame, curve: pd.DataFrame, reports: Path
) -> list[Path]:
    """Write pictures and numbers; return the files written."""
    reports.mkdir(parents=True, exist_ok=True)
    numbers = reports / "threshold.json"
    summary = {
        "lines": {
            name: {key: round(value, 4) for key, value in vars(each).items()}
            for name, each in lines.items()
        },
        "by_age": ages.round(4).to_dict("index"),
    }
    numbers.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    marks = {name: (each.threshold, each.cost) for name, each in lines.items()}
    pictures = {"threshold": curves.cost(curve, marks), "refused_by_age": curves.refused(ages)}
    written = [numbers]
    for name, figure in pictures.items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})
    return written


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
    flags.add_argument("--costs", type=Path, default=costs.PATH, help="default: costs.yaml")
    flags.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        price, settings = costs.load(chosen.costs), params.load(chosen.params)
        loans, chance = answers(settings)
        actual = loans[data.TARGET]
        lines = lines_of(actual, chance, price)
        ages = by_age(loans, chance, price.threshold)
        print(table_of(lines), f"\nAt {price.threshold:.2f}, by age:", ages_of(ages), sep="\n")
        print("\nWrote:")
        curve = curve_of(actual, chance, price, settings.seed)
        for path in save(lines, ages, curve, chosen.reports):
            print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
