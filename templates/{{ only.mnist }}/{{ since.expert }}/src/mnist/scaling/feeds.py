"""Ways to get images to a network that is being trained, each as a stream without an end."""

from collections.abc import Generator

import numpy as np
import torch
from torch import Tensor

from ..data import Digits
from ..learning import batches
from ..network import Network
from . import loading
from .ways import Way

Feed = Generator[tuple[Tensor, Tensor]]  # images (n, 28, 28) uint8 and labels (n,)


def looped(network: Network, learn: Digits, way: Way, seed: int) -> Feed:
    """Prepare a batch when it is asked for, as `train` does."""
    rng = np.random.default_rng(seed)
    while True:
        for images, labels in batches(learn, way.batch, rng, network.augment):
            yield torch.from_numpy(images), torch.from_numpy(labels)


def loaded(network: Network, learn: Digits, way: Way, seed: int) -> Feed:
    """Take batches from a DataLoader, which prepares them here or in processes of its own."""
    deals = loading.Deals(len(learn), way.batch, seed)
    source = loading.loader(learn, network.augment, deals, way.workers)
    while True:
        for images, labels, _ in source:
            yield images, labels


def repeated(network: Network, learn: Digits, way: Way, seed: int) -> Feed:
    """Give one batch again and again: what the network could do if it never had to wait."""
    one = next(looped(network, learn, way, seed))
    while True:
        yield one
