"""What is this project's own in the tests of tuning: settings, and models to try."""

from time_series.params import Params

# Settings with comments of somebody's own, which must stay with what they are about.
SETTINGS = """# mine
seed: 42  # do not touch
model: ets

options:
  # about days
  days: 364
  trend: false

# the end
"""
SAME_MODEL = Params(42, "ets", {"days": 728, "trend": True})
SAME_MODEL_WRITTEN = SETTINGS.replace("364", "728").replace("false", "true")
OTHER_MODEL = Params(42, "ridge", {"alpha": 0.00002})
TUNED, WITHOUT_SPACE = "ridge", "last_year"
SPACES = ["ridge", "booster", "ets"]
SENSELESS, REFUSED = ("days: 364", "days: 10"), "`days` must be"
