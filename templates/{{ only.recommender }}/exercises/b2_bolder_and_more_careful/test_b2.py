"""What does more caution do to the hit rate, and what to the coverage?"""

import pandas as pd
import pytest

from recommender import data, evaluate, models

ROUNDS = (1, 2, 3)  # back in time: enough to tell, and quick


def scores(lens, rounds, shrinkage):
    model = models.build("item_knn", neighbours=20, shrinkage=shrinkage)
    runs = [evaluate.of_split(model, split, lens.shape) for split in rounds]
    return pd.DataFrame([evaluate.scores(run, len(lens.films)) for run in runs])


def verdict(careful, usual):
    gap, spread = careful.mean() - usual.mean(), max(careful.std(), usual.std())
    return "cannot tell" if abs(gap) < spread else ("better" if gap > 0 else "worse")


def test_b2(answers):
    given = answers["coverage"]
    assert type(given) in (int, float), "`coverage` must be a number, without quotes."
    for key in ("hit_rate_is", "coverage_is"):
        assert answers[key] in ("better", "worse", "cannot tell"), (
            f'`{key}` must be "better", "worse" or "cannot tell".'
        )
    lens = data.load()
    rounds = [data.split(lens.ratings, 42, back) for back in ROUNDS]
    careful = scores(lens, rounds, 100.0)
    assert given == pytest.approx(careful["coverage"].mean(), abs=0.02), (
        f"`coverage` with shrinkage at 100 is not {given}. Read it from the row `cv`, after a run"
        " with shrinkage: 100."
    )
    usual = scores(lens, rounds, 5.0)
    for key in ("hit_rate", "coverage"):
        one, two = careful[key], usual[key]
        assert answers[f"{key}_is"] == verdict(one, two), (
            f"In the first three rounds the {key.replace('_', ' ')} is {one.mean():.3f} instead of"
            f" {two.mean():.3f}, and these rounds lie {max(one.std(), two.std()):.3f} apart (one"
            f' standard deviation). So is "{answers[f"{key}_is"]}" what you would say?'
        )
