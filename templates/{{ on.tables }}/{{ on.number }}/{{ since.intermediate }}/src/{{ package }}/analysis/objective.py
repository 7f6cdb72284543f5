"""What `uv run tune` is after: the mean error of a model over the folds."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import optuna
import pandas as pd
from optuna.trial import Trial
from sklearn.base import BaseEstimator

from .. import data, features, models, question, train
from ..params import Params

FIRST = next(iter(question.SCORES))  # the score that decides, here and in `compare`
DIRECTION: Literal["minimize"] = "minimize"
SCORE = f"{FIRST.upper()}, mean of the folds"  # what the pictures of `tune` call it
SECONDS = 60.0  # how long a search may take unless told otherwise
ADVICE = "The best of many tries flatters itself: judge it by the test score of `uv run train`."


@dataclass(frozen=True)
class Task:
    """A model to tune, and what to tune it on: one row of features an example, right answers."""

    model: str
    seed: int
    table: pd.DataFrame
    target: pd.Series
    given: dict[str, Any] = field(default_factory=dict)  # options that stay unless searched

    def params(self, options: dict[str, Any]) -> Params:
        """Return the settings that train this model with these options on top of its own."""
        return Params(self.seed, self.model, self.given | options)

    def score(self, options: dict[str, Any], trial: Trial | None = None) -> float:
        """Return the mean error over the folds; TrialPruned as soon as a trial falls behind."""
        errors: list[float] = []
        for step, (learn, check) in enumerate(train.folds(self.seed).split(self.table)):
            model = fitted(self.params(options), self.table.iloc[learn], self.target.iloc[learn])
            scorer = question.SCORES[FIRST]
            errors.append(-float(scorer(model, self.table.iloc[check], self.target.iloc[check])))
            if trial:
                trial.report(float(np.mean(errors)), step)
                if trial.should_prune():
                    raise optuna.TrialPruned
        return float(np.mean(errors))

    def fingerprint(self) -> bytes:
        """Return a value that differs as soon as the examples do: scores then do not compare."""
        seen = hashlib.sha256(pd.util.hash_pandas_object(self.table).to_numpy().tobytes())
        seen.update(self.target.to_numpy().tobytes())
        return seen.digest()


def load(model: str, seed: int, given: dict[str, Any]) -> Task:
    """Return the task of tuning a model on the training set."""
    learn = data.split(data.load(), seed).train
    return Task(model, seed, features.make(learn), learn[data.TARGET], given)


def fitted(chosen: Params, table: pd.DataFrame, target: pd.Series) -> BaseEstimator:
    """Return the model, trained; ModelError if an option has a value it cannot train with."""
    try:
        return train.estimator(chosen).fit(table, target)
    except ValueError as problem:
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"`{chosen.model}` does not train. {reason}") from None
