"""Another model, and a second one on top that sets its probabilities right.

Some models are too sure of themselves, others too shy. Calibration compares what a model said of
loans it had not seen with what happened, and learns a curve from one to the other: `sigmoid` bends
with two numbers, `isotonic` takes any shape that rises and so needs more data. Which one helps, if
any, `uv run calibrate` measures.
"""

from sklearn.calibration import CalibratedClassifierCV

TRUSTED = [
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
]
METHODS = ["sigmoid", "isotonic"]


def build(
    base: str = "logistic_regression", method: str = "sigmoid", **options: object
) -> CalibratedClassifierCV:
    """Return the untrained model `base` with its options, and a curve learned on top of it.

    The curve is learned from loans that the model beneath did not see: five models of four fifths
    each, whose corrected answers are averaged.
    """
    from . import ModelError
    from . import build as build_model

    if method not in METHODS:
        raise ModelError(f"`calibrated`: `method` must be `sigmoid` or `isotonic`, not `{method}`.")
    if base == __name__.split(".")[-1]:
        raise ModelError("`calibrated` cannot stand on itself; name another `base`.")
    return CalibratedClassifierCV(build_model(base, **options), method=method, cv=5)
