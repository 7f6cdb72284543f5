"""What is this project's own in the tests of tuning: settings, and models to try."""

from mnist.params import Params

# Settings with comments of somebody's own, which must stay with what they are about.
SETTINGS = """# mine
seed: 42  # do not touch
model: logistic_regression

options:
  # about C
  C: 0.1

# the end
"""
SAME_MODEL = Params(42, "logistic_regression", {"C": 0.00002})
SAME_MODEL_WRITTEN = SETTINGS.replace("C: 0.1", "C: 0.00002")
OTHER_MODEL = Params(42, "mlp", {"width": 64, "dropout": 0.5})
TUNED, WITHOUT_SPACE = "logistic_regression", "majority"
SPACES = ["cnn", "cnn_distorted", "cnn_still", "logistic_regression", "mlp"]
SENSELESS, REFUSED = ("C: 0.1", "C: -1.0"), "These options do not train"
