"""What is this project's own in the tests of tuning: settings, and models to try."""

from house_prices.params import Params

# Settings with comments of somebody's own, which must stay with what they are about.
SETTINGS = """# mine
seed: 42  # do not touch
model: ridge

options:
  # about alpha
  alpha: 10.0

# the end
"""
SAME_MODEL = Params(42, "ridge", {"alpha": 0.00002})
SAME_MODEL_WRITTEN = SETTINGS.replace("alpha: 10.0", "alpha: 0.00002")
OTHER_MODEL = Params(42, "boosting", {"leaves": 8, "columns": 0.5})
TUNED, WITHOUT_SPACE = "nearest_sales", "mean"
SPACES = ["blend", "boosting", "nearest_sales", "ridge"]
SENSELESS, REFUSED = ("alpha: 10.0", "alpha: -1.0"), "`ridge` does not train"
