"""Deal the images to processes, and prepare them while the network computes."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from ..data import Digits
from ..learning import Augment, LearningError

AHEAD = 4  # batches that each worker has ready


class Deal(NamedTuple):
    """One process's part of one batch."""

    places: np.ndarray  # (n,): which images
    seed: tuple[int, ...]  # of their random changes
    whole: int  # images in the batch, those of the other processes too


class Deals(Sampler[Deal]):
    """All images, once an epoch, in a new order each time: dealt into batches, those into parts.

    All processes shuffle alike, and each takes another part. No part is more than one image larger
    than another, and none is left out or taken twice.
    """

    def __init__(self, count: int, batch: int, seed: int, rank: int = 0, processes: int = 1):
        """Deal `count` images to `processes`; this one is number `rank`, from 0 up."""
        if batch < processes or count < batch:
            raise LearningError(
                f"A batch of {batch} cannot be dealt to {processes} processes from {count} images."
                " Choose another `--batch`."
            )
        self.count, self.batch, self.seed = count, batch, seed
        self.rank, self.processes, self.epoch = rank, processes, 0

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return math.ceil(self.count / self.batch)

    def __iter__(self) -> Iterator[Deal]:
        """Deal one epoch."""
        self.epoch += 1
        order = np.random.default_rng([self.seed, self.epoch]).permutation(self.count)
        for number, whole in enumerate(np.array_split(order, len(self))):
            part = np.array_split(whole, self.processes)[self.rank]
            yield Deal(part, (self.seed, self.epoch, number, self.rank), len(whole))


class Pictures(Dataset[tuple[np.ndarray, np.ndarray, int]]):
    """Images, changed a little each time: a whole batch at once, for NumPy is quicker that way.

    The change depends on the deal alone, not on the process that makes it: with any number of
    workers the network sees the same images.
    """

    def __init__(self, digits: Digits, augment: Augment | None):
        """Take images and what changes them."""
        self.digits, self.augment = digits, augment

    def __getitem__(self, deal: Deal) -> tuple[np.ndarray, np.ndarray, int]:
        """Return images (n, 28, 28) uint8, labels (n,), and the size of the whole batch."""
        images = self.digits.images[deal.places]
        if self.augment:
            images = self.augment(images, np.random.default_rng(deal.seed))
        return images, self.digits.labels[deal.places], deal.whole


def loader(
    digits: Digits, augment: Augment | None, deals: Deals, workers: int
) -> "DataLoader[Any]":
    """Return what gives one epoch's batches, as tensors, each time it is gone through.

    With `workers` above 0 so many processes prepare the next batches during this one's step.
    """
    return DataLoader(
        Pictures(digits, augment),
        sampler=deals,
        batch_size=None,  # a deal is a batch already
        num_workers=workers,
        persistent_workers=workers > 0,  # started once, not once an epoch
        prefetch_factor=AHEAD if workers else None,
        pin_memory=torch.cuda.is_available(),  # memory from which a graphics card can read
    )
