"""Train a recommender, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from tqdm import tqdm

from . import data, modelfile, models, params, plots, ranking, splits, stars
from .data import MovieLens
from .errors import reported
from .models._base import Recommender
from .params import Params
from .ranking import Exam

BASELINES = ["random", "popularity", "well_rated"]
ROUNDS = 5  # times that time is turned back by one film


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Recommender  # trained on all ratings, the hidden ones included
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]
    films: np.ndarray  # (films,) movieIds, in the model's order


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to the baselines. Writes nothing.

    Raises DataError for bad data and ModelError for an unknown model or unfit options.
    """
    estimator(params)  # a mistake in the options comes out now, not after the baselines
    lens = data.load()
    contest = {name: Params(params.seed, name) for name in BASELINES} | {"model": params}
    metrics: dict[str, float] = {}
    exams: dict[str, list[Exam]] = {}
    # disable=None: a bar on a terminal, nothing in a log file
    for name, each in tqdm(contest.items(), desc="examining", leave=False, disable=None):
        exams[name] = cross_validated(each, lens)
        prefix, mean = ("cv", "_mean") if name == "model" else (f"baseline_{name}", "")
        for key, (value, spread) in summary(exams[name], lens).items():
            metrics |= {f"{prefix}_{key}{mean}": value, f"{prefix}_{key}_std": spread}
    # The last film of every user is looked at from here on, after every choice has been made.
    metrics |= final_exam(params, lens) | other_questions(params, lens)
    model = estimator(params).fit(data.matrix(lens.ratings, lens.shape))
    figures = _figures(params.model, lens, exams, metrics)
    return Result(model, params, metrics, figures, lens.films["movieId"].to_numpy())


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
    """Turn time back by one film, two films, ... and hide what was then the last of each user.

    Never by none: the very last film of every user is the test set.
    """
    return [data.split(lens.ratings, seed, back) for back in range(1, ROUNDS + 1)]


def cross_validated(params: Params, lens: MovieLens) -> list[Exam]:
    """Train and examine the model once in each round."""
    return [
        ranking.of_split(estimator(params), split, lens.shape)
        for split in rounds(lens, params.seed)
    ]


def summary(exams: list[Exam], lens: MovieLens) -> dict[str, tuple[float, float]]:
    """Return mean and standard deviation of each score over the rounds."""
    return ranking.mean_and_spread([ranking.scores(exam, len(lens.films)) for exam in exams])


def final_exam(params: Params, lens: MovieLens) -> dict[str, float]:
    """Return the scores on the last film of every user: the model's, and popularity's."""
    split = data.split(lens.ratings, params.seed)
    scores: dict[str, float] = {}
    for key, each in {"test": params, "test_popularity": Params(params.seed, "popularity")}.items():
        exam = ranking.of_split(estimator(each), split, lens.shape)
        scores |= {f"{key}_{k}": v for k, v in ranking.scores(exam, len(lens.films)).items()}
    return scores


def other_questions(params: Params, lens: MovieLens) -> dict[str, float]:
    """Return what comes out if the exam is made easier, made stricter, or about stars."""
    cheat = splits.at_random(lens.ratings, params.seed)
    scores: dict[str, float] = {}
    for key, each in {"": params, "popularity_": Params(params.seed, "popularity")}.items():
        loose = ranking.of_split(estimator(each), cheat, lens.shape)
        strict = np.concatenate([exam.ranks for exam in replayed(each, lens)])
        scores[f"random_split_{key}hit_rate"] = ranking.hit_rate(loose.ranks)
        scores[f"replay_{key}hit_rate"] = ranking.hit_rate(strict)
        scores[f"replay_{key}ndcg"] = ranking.ndcg(strict)
    parts = splits.fifth(lens.ratings, params.seed)
    error = stars.rmse(*(data.matrix(part, lens.shape) for part in parts))
    return scores | {f"stars_rmse_{key}": value for key, value in error.items()}


def replayed(params: Params, lens: MovieLens) -> list[Exam]:
    """Examine the model window by window, each time trained on the past of everybody."""
    exams = []
    for window in splits.replay(lens.ratings, params.seed):
        model = estimator(params).fit(data.matrix(window.known, lens.shape))
        users, films = window.test["user"].to_numpy(), window.test["film"].to_numpy()
        own = data.matrix(window.profiles, lens.shape)[users]
        exams.append(ranking.examine(model, own, films))
    return exams


def _figures(
    name: str, lens: MovieLens, exams: dict[str, list[Exam]], metrics: dict[str, float]
) -> dict[str, Figure]:
    shown = {name if key == "model" else key: value for key, value in exams.items()}
    ranks = {key: np.concatenate([exam.ranks for exam in value]) for key, value in shown.items()}
    counts = lens.ratings["film"].value_counts()
    return {
        "long_tail": plots.long_tail(counts.to_numpy(), lens.films["title"].iloc[counts.index[0]]),
        "hit_rate": plots.hit_rate(ranks, f"{ROUNDS} rounds, {len(lens.films):,} films to choose"),
        "coverage": plots.coverage({key: value[0] for key, value in shown.items()}, counts),
        "splits": plots.splits(metrics, name),
    }


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, reports = root / "models" / "model.npz", root / "reports"
    modelfile.write(model_file, result.model, result.params, result.films)
    reports.mkdir(parents=True, exist_ok=True)
    metrics_file = reports / "metrics.json"
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as a small text table, at most 80 characters wide."""
    scores = result.metrics
    lines = [f"{f'{ROUNDS} rounds back in time':<26}{'HR@10':>16}{'NDCG@10':>18}{'coverage':>12}"]
    rows = [(name, f"baseline_{name}", "") for name in BASELINES]
    for name, prefix, mean in [*rows, (result.params.model, "cv", "_mean")]:
        line = f"  {name:<24}"
        for key in (f"{prefix}_hit_rate", f"{prefix}_ndcg"):
            line += f"{scores[key + mean]:>9.3f} +- {scores[key + '_std']:.3f}  "
        lines.append(f"{line}{scores[f'{prefix}_coverage{mean}']:>8.3f}")
    lines += ["", "Test: the last film of everybody"]
    for name, prefix in (("popularity", "test_popularity"), (result.params.model, "test")):
        hits, gain = scores[f"{prefix}_hit_rate"], scores[f"{prefix}_ndcg"]
        covered = scores[f"{prefix}_coverage"]
        lines.append(f"  {name:<24}{hits:>9.3f}{'':<11}{gain:>7.3f}{'':<11}{covered:>8.3f}")
    lines += ["", f"{'The same model, asked otherwise':<34}HR@10"]
    lines.append(f"  {'a film hidden at random':<32}{scores['random_split_hit_rate']:.3f}")
    lines.append(f"  {'nobody knows the future':<32}{scores['replay_hit_rate']:.3f}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        print(table(result), end="\n\nWrote:\n")
        for path in save(result, data.ROOT):
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask for somebody:")
        print("  uv run predict --user 42")


if __name__ == "__main__":
    main()
