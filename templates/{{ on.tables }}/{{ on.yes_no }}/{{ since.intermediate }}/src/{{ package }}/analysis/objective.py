"""What `uv run tune` is after: the mean score of a model over the folds."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import optuna
import pandas as pd
from optuna.trial import Trial
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer

from .. import data, features, models, train
from ..params import Params
from . import scoring

LOSS = scoring.SCORES[0].startswith("neg_")  # less is better, as people read it
DIRECTION: Literal["minimize", "maximize"] = "minimize" if LOSS else "maximize"
SECONDS = 60.0  # how long a search may take unless told otherwise
ADVICE = "The best of many tries flatters itself; `uv run compare --nested` is the honest score."


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
        """Return the mean score over the folds; TrialPruned as soon as a trial falls behind."""
        scores: list[float] = []
        for step, (learn, check) in enumerate(
            train.folds(self.seed).split(self.table, self.target)
        ):
            model = fitted(self.params(options), self.table.iloc[learn], self.target.iloc[learn])
            unseen, truth = self.table.iloc[check], self.target.iloc[check]
            scores.append(measure(scoring.SCORES[0], model, unseen, truth))
            if trial:
                trial.report(float(np.mean(scores)), step)
                if trial.should_prune():
                    raise optuna.TrialPruned
        return float(np.mean(scores))

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


def measure(scorer: str, model: BaseEstimator, table: pd.DataFrame, target: pd.Series) -> float:
    """Return what a scorer of scikit-learn says of a trained model on rows new to it.

    There more is always better, so it turns losses round; here they are as people read them.
    """
    score = float(get_scorer(scorer)(model, table, target))
    return -score if scorer.startswith("neg_") else score


def key(scorer: str) -> str:
    """Return the name of a score in reports: `log_loss` for `neg_log_loss`."""
    return scorer.removeprefix("neg_")


def words(scorer: str) -> str:
    """Return the name of a score as people read it."""
    return key(scorer).replace("roc_auc", "ROC AUC").replace("_", " ")


SCORE = f"{words(scoring.SCORES[0])}, mean of the folds"  # what the pictures of `tune` call it
