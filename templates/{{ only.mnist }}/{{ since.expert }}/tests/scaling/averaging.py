"""A program that test_steps.py runs in two processes: each takes its part, and they agree."""

import os
import sys
from pathlib import Path

import numpy as np
import torch
from plain import layers
from safetensors.numpy import save_file

from mnist import data, models
from mnist.network import Network
from mnist.scaling import loading, parallel
from mnist.scaling.steps import Steps
from mnist.scaling.ways import Way

IMAGES, SEED = 33, 5  # an odd number: one process gets an image more


def learned(team):
    """Take one step on this team member's part of a batch; return gradients and weights."""
    digits = data.load(data.SAMPLE).take(np.arange(IMAGES))
    deals = loading.Deals(IMAGES, IMAGES, SEED, *team)
    steps = Steps(Network(layers, 1, 0.01, IMAGES), Way(IMAGES), SEED)
    ((images, labels, whole),) = loading.loader(digits, None, deals, 0)
    steps.take(images, labels, 0.01, len(labels) * team.processes / whole)
    grads = (one.grad for one in steps.net.parameters() if one.grad is not None)
    return {f"gradient {n}": grad.numpy() for n, grad in enumerate(grads)} | steps.arrays()


def measured(rank):
    """Look at digits of this number's own kind, without learning; return the weights.

    The first sees dark pictures and the second bright ones.
    """
    digits = data.load(data.SAMPLE).take(np.arange(IMAGES))
    images = torch.from_numpy(digits.images // 4 if rank == 0 else 255 - digits.images // 2)
    steps = Steps(models.build("cnn", width=2, dropout=0.0), Way(IMAGES), SEED)
    for _ in range(3):
        steps.take(images, torch.from_numpy(digits.labels), rate=0.0)
    parallel.settle(steps.net)
    return steps.arrays()


if __name__ == "__main__":
    with parallel.joined() as team:
        arrays = measured(team.rank) if "measured" in sys.argv else learned(team)
        save_file(arrays, Path(sys.argv[1]) / f"{os.environ['RANK']}.safetensors")
