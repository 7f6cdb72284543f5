"""What `uv run tune` tries to make small: the mean MASE over origins of one year."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import optuna
import pandas as pd
from optuna.trial import Trial

from .. import data, evaluate, train
from ..params import Params

DIRECTION: Literal["minimize", "maximize"] = "minimize"
SCORE = "MASE, mean of the origins"
SECONDS = 120.0  # how long a search may take unless told otherwise
ADVICE = "The best of many tries flatters itself; `uv run compare --exam` asks the last year, once."
PARTS = 4  # after each of them a trial that is behind the others is stopped


@dataclass(frozen=True)
class Task:
    """A model to tune, a series, and the origins to judge it by: how many days are known."""

    model: str
    seed: int
    rides: "pd.Series[float]"
    cuts: list[int]
    given: dict[str, Any] = field(default_factory=dict)  # options that stay unless searched

    def params(self, options: dict[str, Any]) -> Params:
        """Return the settings that train this model with these options on top of its own."""
        return Params(self.seed, self.model, self.given | options)

    def score(self, options: dict[str, Any], trial: Trial | None = None) -> float:
        """Return the mean MASE; TrialPruned as soon as a trial falls behind.

        Each part takes every fourth origin, so that the first of them knows all seasons.
        """
        scores: list[float] = []
        for part in range(min(PARTS, len(self.cuts))):
            model = train.estimator(self.params(options))
            found = train.measure(model, self.rides, self.cuts[part::PARTS])
            scores += [found["mase_mean"]] * len(self.cuts[part::PARTS])
            if trial:
                trial.report(float(np.mean(scores)), part)
                if trial.should_prune():
                    raise optuna.TrialPruned
        return float(np.mean(scores))

    def fingerprint(self) -> bytes:
        """Return a value that differs as soon as rides or origins do: scores then differ too."""
        rides = pd.util.hash_pandas_object(self.rides).to_numpy()
        return hashlib.sha256(rides.tobytes() + str(self.cuts).encode()).digest()


def load(model: str, seed: int, given: dict[str, Any]) -> Task:
    """Return the task of tuning a model by every second origin of the year before the last."""
    rides = data.load()
    cuts = evaluate.origins(len(rides), skip=evaluate.ORIGINS)[::2]
    return Task(model, seed, rides, cuts, given)
