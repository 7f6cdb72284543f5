"""What `compare`, `tune` and `explain` judge a model by."""

# Scorers of scikit-learn: `compare` shows both, the first one decides there and in `tune`.
SCORES = ["accuracy", "roc_auc"]


def threshold() -> float:
    """Return the probability from which on the answer is yes."""
    return 0.5
