"""Put every model through the same deals of the digits and print the leaderboard.

Run it with `uv run compare`; with names it compares only these. Every run deals learning and
validation digits anew and trains with another seed; the test set is not touched.
"""

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from scipy import stats
from tqdm import tqdm

from .. import data, models, params, train
from ..data import Digits
from ..errors import reported
from ..params import Params
from . import charts

SCORES = ["validation_accuracy", "validation_log_loss"]  # the first one decides the order
HELD_OUT = 0.125  # of the digits, in every run
REPORTS = data.ROOT / "reports"


def judge(chosen: Params, rest: Digits, run: int) -> dict[str, float]:
    """Train on one deal of the digits and return the scores on the part that was held out."""
    learn, validation = data.hold_out(rest, HELD_OUT, chosen.seed + run)
    model = train.fit(train.build(chosen), learn, validation, chosen.seed + run)
    return train.scores(model, validation, "validation")


def lead(first: pd.Series, other: pd.Series) -> tuple[float, float]:
    """Return by how much `other` trails `first` on the same deals, and the 95 % margin of that.

    Deals share most of their digits, so they are no independent witnesses: the variance is
    widened as in Nadeau and Bengio, "Inference for the Generalization Error" (2003).
    """
    gap = first - other
    if len(gap) < 2:
        return float(gap.mean()), math.inf  # one run proves nothing
    share = HELD_OUT / (1 - HELD_OUT)  # digits to judge on for each digit to learn from
    factor = stats.t.ppf(0.975, df=len(gap) - 1)  # the fewer runs, the wider the margin
    return float(gap.mean()), float(factor * math.sqrt(gap.var() * (1 / len(gap) + share)))


def table_of(board: dict[str, pd.DataFrame]) -> str:
    """Return the leaderboard as text, at most 80 characters wide."""
    first = next(iter(board.values()))[SCORES[0]]
    lines = [f"{'':<27}{'accuracy':^18}{'log loss':^18}{'behind the first':>16}"]
    for place, (name, scores) in enumerate(board.items()):
        line = f"{name:<27}"
        for key in SCORES:
            line += f"{scores[key].mean():>7.3f} +- {scores[key].std(ddof=0):.3f}"
        gap, margin = lead(first, scores[SCORES[0]])
        if place:
            line += f"{gap:>10.3f}" + ("  a tie" if gap < margin else "")
        lines.append(line)
    return "\n".join(lines)


def leaderboard(ways: dict[str, Params], rest: Digits, repeats: int) -> dict[str, pd.DataFrame]:
    """Return the scores of each model, one row a run, the best mean first."""
    for chosen in ways.values():
        train.build(chosen)  # a mistake in the options comes out now, not after minutes
    board = {}
    with tqdm(total=len(ways) * repeats, unit="run", disable=None) as bar:
        for name, chosen in ways.items():
            bar.set_description(name)
            scores = []
            for run in range(repeats):
                scores.append(judge(chosen, rest, run))
                bar.update()
            board[name] = pd.DataFrame(scores)
    return dict(sorted(board.items(), key=lambda entry: -entry[1][SCORES[0]].mean()))


def save(board: dict[str, pd.DataFrame], about: str, name: str, reports: Path) -> list[Path]:
    """Write the leaderboard as a picture and as JSON; return the files written."""
    reports.mkdir(parents=True, exist_ok=True)
    summary = {
        model: {
            f"{key}_{word}": round(float(value), 4)
            for key in SCORES
            for word, value in (("mean", scores[key].mean()), ("std", scores[key].std(ddof=0)))
        }
        for model, scores in board.items()
    }
    numbers, picture = reports / f"{name}.json", reports / f"{name}.png"
    numbers.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    accuracies = {model: scores[SCORES[0]] for model, scores in board.items()}
    figure = charts.leaderboard(accuracies, about)
    figure.savefig(picture, metadata={"Software": None})
    return [picture, numbers]


def contest(chosen: Params, names: Sequence[str]) -> dict[str, Params]:
    """Return the settings of each model; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {name: Params(chosen.seed, name, options.get(name, {})) for name in names}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    flags = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    flags.add_argument("models", nargs="*", help="default: all in the folder models/")
    flags.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 21),
        metavar="1-20",
        default=3,
        help="how often to deal the digits and train anew; default: 3",
    )
    flags.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        rest, _ = data.set_test_aside(data.load(), settings.seed)
        learn, validation = data.hold_out(rest, HELD_OUT, settings.seed)
        ways = contest(settings, chosen.models or models.available())
        sizes = f"{len(learn):,} digits to learn from, {len(validation):,} to judge"
        about = f"{chosen.repeats} x {sizes}"
        board = leaderboard(ways, rest, chosen.repeats)
        print(about, table_of(board), "", "Wrote:", sep="\n")
        for path in save(board, about, "leaderboard", chosen.reports):
            print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
