"""What `compare`, `tune` and `explain` judge a model by."""

from . import costs

# Scorers of scikit-learn: `compare` shows both, the first one decides there and in `tune`. A
# decision by costs takes the probability at its word, and log loss measures how good the word is.
SCORES = ["neg_log_loss", "roc_auc"]


def threshold() -> float:
    """Return the probability from which on a loan is refused: the line from costs.yaml."""
    return costs.load().threshold
