"""Two stages: an index finds some candidates among all films, the model ranks these alone.

Run it with `uv run candidates`. It measures how many of the true ten an approximate index finds and
how fast, on our films and on a made-up catalogue of the size that needs one; and what is lost
if the model of params.yaml sees only the candidates.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from tqdm import tqdm

from .. import data, evaluate, params, train
from ..data import MovieLens
from ..errors import reported
from ..params import Params
from . import curves, exams, nearest
from .nearest import Floats, Index, Point
from .programs import add_places, within, write_reports

FINDER = "als"  # whose numbers the index is built over
VECTORS = 200_000  # films of the made-up catalogue
ROUNDS = 3  # back in time, to examine the two stages
SHORTLISTS = [10, 30, 100, 300]


class Stage(NamedTuple):
    """How the model did when it saw only so many candidates for each user."""

    candidates: int
    ndcg: float
    hit_rate: float


def vectors(profiles: csr_array, seed: int) -> tuple[Floats, Floats]:
    """Return the finder's numbers for each film and each profile.

    Their product is the score that it gives: (films, factors) and (profiles, factors).
    """
    finder: Any = train.estimator(Params(seed, FINDER)).fit(profiles)
    films = finder.films_.astype(float)
    base = films.T @ films + finder.regularisation * np.eye(films.shape[1])
    tastes = (profiles > 0).astype(float) @ np.linalg.solve(base, films.T).T
    return films.astype(np.float32), np.asarray(tastes, dtype=np.float32)


def two_stages(settings: Params, lens: MovieLens, rounds: int) -> list[Stage]:
    """Examine the model in rounds back in time, on shortlists that the index found."""
    ranks: dict[int, list[NDArray[Any]]] = {}
    turns = tqdm(range(1, rounds + 1), desc="two stages", leave=False, disable=None)
    for back in turns:
        split = data.split(lens.ratings, settings.seed, back)
        known = data.matrix(split.train, lens.shape)
        users, hidden = split.test["user"].to_numpy(), split.test["film"].to_numpy()
        scores = evaluate.unseen(exams.fitted(settings, split, lens), known[users])
        films, tastes = vectors(known, settings.seed)
        index = Index(films, settings.seed)
        for size in SHORTLISTS:
            seen = _shortlisted(scores, index, tastes[users], known[users], size)
            ranks.setdefault(size, []).append(place(seen, hidden))
        ranks.setdefault(lens.shape[1], []).append(place(scores, hidden))
    return [
        Stage(
            size,
            float(evaluate.gains(np.concatenate(each)).mean()),
            evaluate.hit_rate(np.concatenate(each)),
        )
        for size, each in ranks.items()
    ]


def _shortlisted(
    scores: NDArray[Any], index: Index, tastes: Floats, known: csr_array, size: int
) -> NDArray[Any]:
    """Return the scores of the candidates; all other films are out of the race."""
    seen = np.full_like(scores, -np.inf)
    own = np.diff(known.indptr)
    for row, taste in enumerate(tastes):
        # What somebody has watched is near to their taste, too: ask for so many more.
        asked = min(size + int(own[row]), scores.shape[1])
        found = index.search(taste, asked, nearest.CARE)
        new = found[np.isfinite(scores[row, found])][:size]
        seen[row, new] = scores[row, new]
    return seen


def place(scores: NDArray[Any], hidden: NDArray[Any]) -> NDArray[Any]:
    """Return the place of each hidden film, 0 for the first; infinite if it is out of the race."""
    own = scores[np.arange(len(hidden)), hidden][:, None]
    equal = (scores == own).sum(axis=1) - 1  # in the middle of its equals, as in `evaluate`
    return np.where(np.isfinite(own[:, 0]), (scores > own).sum(axis=1) + equal / 2, np.inf)


def table(title: str, points: Sequence[Point]) -> str:
    """Return one search after the other as text."""
    lines = [f"{title:<46}{'recall@10':>11}{'queries/s':>12}"]
    for point in points:
        how = "every film (exact)" if point.depth is None else f"index, {point.depth} in view"
        lines.append(f"  {how:<44}{point.recall:>11.3f}{point.speed:>12,.0f}")
    return "\n".join(lines)


def _stages(stages: Sequence[Stage], model: str) -> str:
    lines = [f"{f'{model} ranks':<46}{'NDCG@10':>11}{'HR@10':>12}"]
    for stage in stages:
        how = f"{stage.candidates:,} candidates"
        how = "all films" if stage is stages[-1] else how
        lines.append(f"  {how:<44}{stage.ndcg:>11.3f}{stage.hit_rate:>12.3f}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print, and write a picture and the numbers."""
    parser = argparse.ArgumentParser("candidates", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--vectors", type=within(1000, 1e6, int), default=VECTORS, help="films to make up")
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        _run(params.load(chosen.params), chosen.vectors, chosen.reports)


def _run(settings: Params, count: int, folder: Path) -> None:
    lens = data.load()
    films, profiles = vectors(data.matrix(lens.ratings, lens.shape), settings.seed)
    catalogues = {
        f"{len(films):,} films": films,
        f"{count:,} made-up films": nearest.made_up(films, count, settings.seed),
    }
    found = {}
    for title, rows in catalogues.items():
        found[title] = nearest.measure(rows, profiles, Index(rows, settings.seed))
        print(table(title, found[title]), end="\n\n")
    stages = two_stages(settings, lens, ROUNDS)
    print(_stages(stages, settings.model))
    facts = {title: [point._asdict() for point in points] for title, points in found.items()}
    facts["two stages"] = [stage._asdict() for stage in stages]
    about = f"{len(profiles)} people ask for ten films, one after the other"
    contents = {"candidates.png": curves.speed(found, about), "candidates.json": facts}
    write_reports(folder, contents)


if __name__ == "__main__":
    main()
