"""How the learning rate goes from the first step to the last: Keras' LearningRateSchedules."""

from typing import Any

from keras.optimizers.schedules import CosineDecay, PiecewiseConstantDecay

from ..errors import did_you_mean
from ..history import TrainingError
from ..network import Schedule, one_cycle


def constant(largest: float, steps: int) -> Any:
    """Stay at the full rate: quick to come near, never quite there."""
    return largest


def cosine(largest: float, steps: int) -> Any:
    """Begin at the full rate and fall, slowly, quickly, slowly, to nothing."""
    return CosineDecay(largest, steps)


def stairs(largest: float, steps: int) -> Any:
    """Divide the rate by ten after half and after three quarters of the training."""
    rates = [largest, largest / 10, largest / 100]
    return PiecewiseConstantDecay([steps // 2, steps * 3 // 4], rates)


KNOWN: dict[str, Schedule] = {
    "constant": constant,
    "cosine": cosine,
    "one_cycle": one_cycle,
    "stairs": stairs,
}


def named(name: str) -> Schedule:
    """Return the schedule of this name, or raise TrainingError."""
    if name not in KNOWN:
        hint = did_you_mean(str(name), KNOWN)
        raise TrainingError(f"There is no `schedule` called `{name}`. {hint}")
    return KNOWN[name]
