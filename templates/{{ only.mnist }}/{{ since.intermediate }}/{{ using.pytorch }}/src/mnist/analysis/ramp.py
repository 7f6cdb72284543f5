"""Train a network for some steps, each with a larger learning rate than the last."""

from collections.abc import Sequence

import torch
from torch.nn import functional
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, RandomSampler

from ..data import Digits
from ..network import DEVICE, DigitsDataset, Network


def losses(network: Network, train: Digits, rates: Sequence[float], seed: int) -> list[float]:
    """Return the loss of each step; the network itself stays as it was."""
    torch.manual_seed(seed)
    net = network.make().to(DEVICE).train()
    dataset = DigitsDataset(train, network.transform)
    sampler = RandomSampler(dataset, num_samples=len(rates) * network.batch_size)
    optimizer = AdamW(net.parameters(), lr=1.0)
    scheduler = LambdaLR(optimizer, lambda step: rates[min(step, len(rates) - 1)])
    found = []
    for images, labels in DataLoader(dataset, network.batch_size, sampler=sampler):
        loss = functional.cross_entropy(net(images.to(DEVICE)), labels.to(DEVICE))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        scheduler.step()
        found.append(loss.item())
    return found
