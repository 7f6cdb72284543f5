"""How the learning rate goes from the first step to the last, with PyTorch's own schedulers."""

from torch.optim import Optimizer
from torch.optim.lr_scheduler import ConstantLR, CosineAnnealingLR, LRScheduler, MultiStepLR

from ..errors import did_you_mean
from ..history import TrainingError
from ..network import Schedule, one_cycle


def constant(optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Stay at the full rate: quick to come near, never quite there."""
    return ConstantLR(optimizer, factor=1)


def cosine(optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Begin at the full rate and fall, slowly, quickly, slowly, to nothing."""
    return CosineAnnealingLR(optimizer, T_max=steps)


def stairs(optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Divide the rate by ten after half and after three quarters of the training."""
    return MultiStepLR(optimizer, milestones=[steps // 2, steps * 3 // 4])


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
