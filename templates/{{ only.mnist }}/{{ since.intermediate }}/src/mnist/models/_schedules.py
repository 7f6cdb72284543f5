"""How the learning rate goes from the first step to the last; one function per idea."""

import math

from ..errors import did_you_mean
from ..learning import LearningError, Schedule, one_cycle


def constant(progress: float) -> float:
    """Stay at the full rate: quick to come near, never quite there."""
    return 1.0


def cosine(progress: float) -> float:
    """Begin at the full rate and fall, slowly, quickly, slowly, to nothing."""
    return 0.5 * (1 + math.cos(math.pi * progress))


def stairs(progress: float) -> float:
    """Divide the rate by ten after half and after three quarters of the training."""
    return 1.0 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01


KNOWN: dict[str, Schedule] = {
    "constant": constant,
    "cosine": cosine,
    "one_cycle": one_cycle,
    "stairs": stairs,
}


def named(name: str) -> Schedule:
    """Return the schedule of this name, or raise LearningError."""
    if name not in KNOWN:
        hint = did_you_mean(str(name), KNOWN)
        raise LearningError(f"There is no `schedule` called `{name}`. {hint}")
    return KNOWN[name]
