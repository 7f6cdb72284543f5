"""What is this project's own in the tests of tuning: settings, and models to try."""

from recommender.params import Params

# Settings with comments of somebody's own, which must stay with what they are about.
SETTINGS = """# mine
seed: 42  # do not touch
model: item_knn

options:
  # about neighbours
  neighbours: 20
  shrinkage: 5.0

# the end
"""
SAME_MODEL = Params(42, "item_knn", {"neighbours": 7, "shrinkage": 0.00002})
SAME_MODEL_WRITTEN = SETTINGS.replace("20", "7").replace("5.0", "0.00002")
OTHER_MODEL = Params(42, "ease", {"regularisation": 50.0})
TUNED, WITHOUT_SPACE = "ease", "popularity"
SPACES = ["als", "bpr", "ease", "item_knn", "svd"]
SENSELESS, REFUSED = ("neighbours: 20", "neighbours: 0"), "`neighbours` must be"
