"""What this repo asks, and how an answer is judged: `train` and `predict` read it here."""

CASE = "loan"  # what a row of the table is
ANSWERS = ["is paid back", "goes bad"]  # what 0 and 1 stand for

# A score means nothing alone. These two models are the bars to beat.
BASELINES = ["majority", "records_rule"]

# Our name for each score, and scikit-learn's, where more is always better: so it turns log loss
# and Brier score, which are errors, upside down. `train` turns them back. README.md explains all.
SCORES = {
    "roc_auc": "roc_auc",
    "log_loss": "neg_log_loss",
    "brier": "neg_brier_score",
    "accuracy": "accuracy",
}
