"""A program that test_steps.py runs in two processes: each takes its part, and they agree."""

import os
import sys
from pathlib import Path

import numpy as np
from plain import make
from safetensors.numpy import save_file
from torch.nn.parallel import DistributedDataParallel
from torch.optim import AdamW
from torch.optim.lr_scheduler import ConstantLR

from mnist import data, models
from mnist.network import Network
from mnist.scaling import loading, parallel, steps
from mnist.scaling.ways import Way

IMAGES, SEED = 32, 5


def trained(network, batches, team, rate):
    """Train a network on these batches, alone or with others; return it."""
    module = steps.Module(network, Way(IMAGES), SEED)
    net = module
    if team.processes > 1:
        net = DistributedDataParallel(module, forward_sync_buffers=False)
    optimizer = AdamW([one for one in module.parameters() if one.requires_grad], rate)
    steps.train_epoch(net, batches(network), optimizer, ConstantLR(optimizer, factor=1))
    network.net = module.net
    return module


def learned(team):
    """Take one step on this team member's part of a batch; return gradients and weights."""
    digits = data.load(data.SAMPLE).take(np.arange(IMAGES))

    def batches(network):
        return loading.loader(steps.dataset(network, digits), Way(IMAGES), SEED, team)

    network = Network(make, 1, 0.01)
    module = trained(network, batches, team, 0.01)
    grads = (one.grad for one in module.parameters() if one.grad is not None)
    return {f"gradient {n}": grad.numpy() for n, grad in enumerate(grads)} | network.arrays()


def measured(team, rank):
    """Look at digits of this number's own kind, without learning; return the weights.

    The first sees dark pictures and the second bright ones.
    """
    digits = data.load(data.SAMPLE).take(np.arange(IMAGES))
    images = digits.images // 4 if rank == 0 else 255 - digits.images // 2

    def batches(network):
        seen = steps.dataset(network, data.Digits(images, digits.labels))
        return [next(iter(loading.loader(seen, Way(IMAGES), SEED, parallel.Team())))] * 3

    network = models.build("cnn", width=2, dropout=0.0, shift=0)
    parallel.settle(trained(network, batches, team, 1e-12))
    return network.arrays()


if __name__ == "__main__":
    with parallel.joined() as team:
        found = {"learned": learned(team), "measured": measured(team, team.rank)}
        for name, arrays in found.items():
            save_file(arrays, Path(sys.argv[1]) / f"{name}-{os.environ['RANK']}.safetensors")
