"""What this repo asks, and how an answer is judged: `train` and `predict` read it here."""

CASE = "passenger"  # what a row of the table is
ANSWERS = ["dies", "survives"]  # what 0 and 1 stand for

# A score means nothing alone. These two models are the bars to beat.
BASELINES = ["majority", "sex_rule"]

# Accuracy is the share of right answers. ROC AUC is the chance that a survivor gets a higher
# probability than a victim: 0.5 is a coin, 1 is perfect. (Our name: scikit-learn's.)
SCORES = {"accuracy": "accuracy", "roc_auc": "roc_auc"}
