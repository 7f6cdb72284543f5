"""Deal the images to processes with PyTorch's own DataLoader and DistributedSampler."""

from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from ..history import TrainingError
from .parallel import Team
from .ways import Way


def loader(images: Dataset[Any], way: Way, seed: int, team: Team) -> DataLoader[Any]:
    """Return what gives one process its part of every batch, in a new order each epoch.

    All processes shuffle alike, and each takes every second image, or third ... The parts are of
    one size; where an epoch does not divide, a few images are left out, others each time.
    """
    sampler: DistributedSampler[Any] = DistributedSampler(
        images, team.processes, team.rank, shuffle=True, seed=seed, drop_last=True
    )
    return DataLoader(
        images,
        part_of(way.batch_size, team.processes),
        sampler=sampler,
        num_workers=way.workers,  # they prepare the next batches during this one's step
        pin_memory=torch.cuda.is_available(),  # memory from which a graphics card can read
    )


def part_of(batch_size: int, processes: int) -> int:
    """Return how many images of a batch each process gets, or raise TrainingError."""
    if batch_size % processes:
        raise TrainingError(
            f"A batch of {batch_size} cannot be dealt to {processes} processes in equal parts."
            " Choose another `--batch-size`."
        )
    return batch_size // processes
