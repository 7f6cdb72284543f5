"""What a model is judged by: two scores, and what its mistakes cost, as costs.yaml has it."""

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from .. import data
from ..errors import UserError, did_you_mean

COSTS = data.ROOT / "costs.yaml"

# Scorers of scikit-learn: `compare` shows both, the first one decides there and in `tune`. A
# decision by costs takes the probability at its word, and log loss measures how good the word is.
SCORES = ["neg_log_loss", "roc_auc"]


class CostsError(UserError):
    """A costs.yaml that cannot be understood."""


@dataclass(frozen=True)
class Costs:
    """What a wrong answer costs, both in the same unit and above 0."""

    good_refused: float
    bad_accepted: float

    @property
    def threshold(self) -> float:
        """Return the probability of going bad from which on a refusal is cheaper.

        Accepting costs p * bad_accepted on average, refusing (1 - p) * good_refused; they are equal
        at this p. It holds as far as p can be taken at its word. Source: Elkan, "The Foundations
        of Cost-Sensitive Learning" (2001).
        """
        return self.good_refused / (self.good_refused + self.bad_accepted)


def threshold() -> float:
    """Return the probability from which on a loan is refused: the line from costs.yaml."""
    return costs().threshold


def costs(path: Path = COSTS) -> Costs:
    """Return the costs in a YAML file, or raise CostsError saying what is wrong with it."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CostsError(f"`{path}` does not exist.") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise CostsError(f"`{path.name}` is not valid YAML.") from None
    known = [field.name for field in fields(Costs)]
    if not isinstance(given, dict):
        raise CostsError(f"`{path.name}` must hold lines like `good_refused: 1`.")
    for key in given:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise CostsError(f"`{path.name}` has an unknown key `{key}`. {hint}")
    return Costs(*(_amount(given, key, path.name) for key in known))


def _amount(given: dict[str, object], key: str, source: str) -> float:
    value = given.get(key)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < float(str(value)) < float("inf"):
        raise CostsError(f"`{source}`: `{key}` must be a number above 0, not `{value}`.")
    return float(str(value))
