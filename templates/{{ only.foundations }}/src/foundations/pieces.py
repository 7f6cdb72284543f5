"""Choose the pieces that a model is made of: NumPy's, or yours as far as they are finished."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from . import ready
from .errors import UserError, did_you_mean
from .mine import basics, chance, learning, vectors

# Each piece: the exercise that writes it, and where.
PIECES = {
    "mean_and_spread": ("b1", basics),
    "title": ("b2", basics),
    "most_common": ("b3", basics),
    "shares": ("b4", basics),
    "Scaler": ("b5", basics),
    "batches": ("b6", basics),
    "median": ("b7", basics),
    "fill": ("b7", basics),
    "scores": ("b12", vectors),
    "standard_error": ("b21", chance),
    "bootstrap": ("b22", chance),
    "stratified": ("b24", chance),
    "folds": ("b25", chance),
    "precision_recall_f1": ("b26", chance),
    "roc_auc": ("b27", chance),
    "sigmoid": ("b29", learning),
    "gradient": ("b29", learning),
    "step": ("b30", learning),
}
SETS = ("numpy", "mine")


@dataclass(frozen=True)
class Kit:
    """All pieces of a run, as attributes: `kit.use.sigmoid(z)`."""

    use: Any
    mine: list[str] = field(default_factory=list)  # which of them the learner wrote


def kit(which: str) -> Kit:
    """Return the pieces that params.yaml asks for; UserError for an unknown word."""
    if which not in SETS:
        raise UserError(f"`params.yaml` asks for `pieces: {which}`. {did_you_mean(which, SETS)}")
    return made_of(finished() if which == "mine" else [])


def made_of(mine: Iterable[str]) -> Kit:
    """Return the ready pieces, with these of the learner's own instead."""
    own = list(mine)
    chosen = {name: getattr(PIECES[name][1] if name in own else ready, name) for name in PIECES}
    return Kit(SimpleNamespace(**chosen), own)


def finished() -> list[str]:
    """List the pieces in `mine/` that no longer say `raise NotImplementedError`."""
    return [name for name, (_, module) in PIECES.items() if _is_finished(module, name)]


def _is_finished(module: Any, name: str) -> bool:
    own = getattr(module, name, None)
    if inspect.isclass(own):
        written = [value for value in vars(own).values() if inspect.isfunction(value)]
    else:
        written = [own] if inspect.isfunction(own) else []
    waiting = ["NotImplementedError" in function.__code__.co_names for function in written]
    return bool(waiting) and not any(waiting)
