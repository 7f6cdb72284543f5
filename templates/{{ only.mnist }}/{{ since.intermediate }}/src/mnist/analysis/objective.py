"""What `uv run tune` tries to make small: the log loss of a model on the validation set."""

import hashlib
import inspect
from dataclasses import dataclass, field
from typing import Any, Literal

import optuna
from optuna.trial import Trial

from .. import data, network, train
from ..data import Digits
from ..history import Epoch
from ..params import Params

DIRECTION: Literal["minimize", "maximize"] = "minimize"
SCORE = "log loss on the validation set"
SECONDS = 600.0  # how long a search may take unless told otherwise
ADVICE = """Log loss on the validation set: lower is better. The best of many tries flatters itself;
`uv run compare` deals the digits anew."""


@dataclass(frozen=True)
class Task:
    """A model to tune, what it learns from, and what it is judged on."""

    model: str
    seed: int
    train: Digits
    validation: Digits
    given: dict[str, Any] = field(default_factory=dict)  # options that stay unless searched

    def params(self, options: dict[str, Any]) -> Params:
        """Return the settings that train this model with these options on top of its own."""
        return Params(self.seed, self.model, self.given | options)

    def score(self, options: dict[str, Any], trial: Trial | None = None) -> float:
        """Return the log loss on the validation set; TrialPruned once a trial falls behind."""

        def report(epoch: Epoch) -> None:
            if trial:
                trial.report(epoch.val_loss, epoch.number)
                if trial.should_prune():
                    raise optuna.TrialPruned

        model = train.build(self.params(options))
        train.fit(model, self.train, self.validation, self.seed, report)
        return train.scores(model, self.validation, "val")["val_log_loss"]

    def fingerprint(self) -> bytes:
        """Return a value that differs as soon as the digits or the network do."""
        seen = hashlib.sha256(inspect.getsource(network).encode())
        for digits in (self.train, self.validation):
            seen.update(digits.fingerprint().encode())
        return seen.digest()


def load(model: str, seed: int, given: dict[str, Any]) -> Task:
    """Return the task of tuning a model on what the training set holds out for validation."""
    splits = data.split(data.load(), seed)
    return Task(model, seed, splits.train, splits.validation, given)
