"""Train a recommender, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from tqdm import tqdm

from . import data, evaluate, modelfile, models, params, plots
from .data import MovieLens
from .errors import reported
from .models._base import Recommender
from .params import Params

ROUNDS = 5  # times that time is turned back by one film


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Recommender  # trained on all ratings, the hidden ones included
    params: Params
    scores: pd.DataFrame  # one row an evaluation: hit_rate, ndcg, coverage
    metrics: dict[str, float]  # the same in short: means and standard deviations
    figures: dict[str, Figure]
    films: pd.Series  # movieIds, in the model's order


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to popularity; DataError or ModelError."""
    lens, popular = data.load(), Params(params.seed, "popularity")
    back = rounds(lens, params.seed)
    last = [data.split(lens.ratings, params.seed)]
    cheat = [data.split_at_random(lens.ratings, params.seed)]
    contest = {
        # To choose by: look at these as often as you like.
        "cv": (params, back),
        "baseline_popularity": (popular, back),
        # The very last film of everybody: to look at once, after every choice has been made.
        "test": (params, last),
        "test_popularity": (popular, last),
        # What many do instead, to see how much kinder it is.
        "random_split": (params, cheat),
        "random_split_popularity": (popular, cheat),
    }
    found = {}  # a table for each: one row for each way to hide a film
    for name, (each, splits) in tqdm(contest.items(), leave=False, disable=None):
        runs = [evaluate.of_split(estimator(each), split, lens.shape) for split in splits]
        found[name] = pd.DataFrame([evaluate.scores(run, len(lens.films)) for run in runs])
    scores = pd.concat(found, names=["run", "round"])
    # The model that is saved may learn from all there is: it has been measured, now it works.
    model = estimator(params).fit(data.matrix(lens.ratings, lens.shape))
    figures = {
        "long_tail": plots.long_tail(lens.ratings["film"].value_counts()),
        "scores": plots.scores(scores),
    }
    return Result(model, params, scores, summary(scores), figures, lens.films["movieId"])


def summary(scores: pd.DataFrame) -> dict[str, float]:
    """Return means and standard deviations by name: `cv_ndcg_mean`, `cv_ndcg_std`, `test_ndcg`."""
    metrics: dict[str, float] = {}  # flat, so that two runs compare line by line
    for run, own in scores.groupby("run", sort=False):
        mean = "_mean" if run == "cv" else ""
        metrics |= {f"{run}_{key}{mean}": float(value) for key, value in own.mean().items()}
        if len(own) > 1:  # of a single score there is no spread
            metrics |= {f"{run}_{key}_std": float(value) for key, value in own.std().items()}
    return metrics


def estimator(params: Params) -> Recommender:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    options = dict(params.options)
    if "seed" in inspect.signature(models.module(params.model).build).parameters:
        options.setdefault("seed", params.seed)
    try:
        model: Recommender = models.build(params.model, **options)
    except ValueError as problem:
        raise models.ModelError(f"`{params.model}` does not take this. {problem}") from None
    return model


def rounds(lens: MovieLens, seed: int) -> list[data.Split]:
    """Turn time back by one film, two films, ... and hide what was then the last of each user."""
    # Never by none: the very last film of every user is the test set.
    return [data.split(lens.ratings, seed, back) for back in range(1, ROUNDS + 1)]


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, metrics_file = root / "models" / "model.npz", root / "reports" / "metrics.json"
    modelfile.write(model_file, result.model, result.params, result.films)
    metrics_file.parent.mkdir(parents=True, exist_ok=True)
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(metrics_file.with_name(f"{name}.png"))
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as a small text table."""
    scores = result.scores.groupby("run", sort=False).agg(["mean", "std"])
    text = scores.to_string(float_format="{:.3f}".format, na_rep="")
    return "\n".join(line.rstrip() for line in text.splitlines())


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        print(table(result), end="\n\nWrote:\n")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask for somebody:")
        print("  uv run predict --user 42")


if __name__ == "__main__":
    main()
