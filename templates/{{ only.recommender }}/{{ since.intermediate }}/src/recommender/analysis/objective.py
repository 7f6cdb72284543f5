"""What `uv run tune` tries to make large: the mean NDCG@10 of a model over rounds back in time."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import optuna
import pandas as pd
from optuna.trial import Trial

from .. import data, train
from ..data import MovieLens
from ..params import Params
from . import exams

DIRECTION: Literal["minimize", "maximize"] = "maximize"
SCORE = "NDCG@10, mean of the rounds"
SECONDS = 120.0  # how long a search may take unless told otherwise
ADVICE = "The best of many tries flatters itself; `uv run compare --nested` is the honest score."


@dataclass(frozen=True)
class Task:
    """A model to tune, and what to tune it on: rounds back in time, 1 for the latest of them."""

    model: str
    seed: int
    lens: MovieLens
    rounds: tuple[int, ...] = tuple(range(1, train.ROUNDS + 1))
    given: dict[str, Any] = field(default_factory=dict)  # options that stay unless searched

    def params(self, options: dict[str, Any]) -> Params:
        """Return the settings that train this model with these options on top of its own."""
        return Params(self.seed, self.model, self.given | options)

    def score(self, options: dict[str, Any], trial: Trial | None = None) -> float:
        """Return the mean NDCG@10 over the rounds; TrialPruned as soon as a trial falls behind."""
        scores: list[float] = []
        for step, back in enumerate(self.rounds):
            split = data.split(self.lens.ratings, self.seed, back)
            model = exams.fitted(self.params(options), split, self.lens)
            scores.append(float(exams.take(model, split, self.lens).rows["ndcg"].mean()))
            if trial:
                trial.report(float(np.mean(scores)), step)
                if trial.should_prune():
                    raise optuna.TrialPruned
        return float(np.mean(scores))

    def fingerprint(self) -> bytes:
        """Return a value that differs as soon as ratings or rounds do: scores then differ too."""
        ratings = pd.util.hash_pandas_object(self.lens.ratings).to_numpy()
        return hashlib.sha256(ratings.tobytes() + str(self.rounds).encode()).digest()


def load(model: str, seed: int, given: dict[str, Any]) -> Task:
    """Return the task of tuning a model on all ratings but those of the test."""
    return Task(model, seed, data.load(), given=given)
