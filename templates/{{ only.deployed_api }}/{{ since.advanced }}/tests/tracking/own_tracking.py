"""What is this project's own in the tests of tracking."""

# Models that ONNX cannot hold, and what is to blame.
REFUSED = {"majority": "DummyClassifier", "calibrated": "CalibratedClassifierCV"}


def quick(folder):
    """Leave the copy of the repo as it is: it trains within seconds."""
