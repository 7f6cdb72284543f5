"""The network, the data set and the loop as `distribute` and `throughput` take them.

A Keras model that computes with PyTorch is a PyTorch module, so PyTorch's own tools train it:
keras.io, "Multi-GPU distributed training with PyTorch".
"""

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import keras
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler
from torch.utils.data import TensorDataset

from ..data import Digits
from ..history import Epoch, best_epoch
from ..network import Network, reseed_layers, scaled
from .parallel import DEVICE
from .ways import Way

LAYOUTS = {"channels_last": None}  # in memory, all channels of a pixel lie side by side, always
# Mixed: the layers compute with 16 bits, the weights are kept in 32.
PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
Batch = tuple[Tensor, ...]  # images (batch, 28, 28, 1) and labels (batch,)


class Module(nn.Module):
    """A network that computes in the chosen way."""

    def __init__(self, network: Network, way: Way, seed: int) -> None:
        """Make the layers, with random weights."""
        super().__init__()
        keras.utils.set_random_seed(seed)
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(PRECISIONS[way.precision])
        with keras.device(DEVICE.type):
            self.net = network.make()
        keras.config.set_dtype_policy(before)

    def forward(self, images: Tensor) -> Tensor:
        """Return the logarithm of each probability, (n, 10): logits, like any others."""
        with keras.device(DEVICE.type):
            return torch.log(self.net(images, training=True).float() + 1e-9)


def dataset(network: Network, digits: Digits) -> TensorDataset:
    """Return the digits one at a time; the first layers of the network change them."""
    return TensorDataset(torch.from_numpy(scaled(digits.images)), torch.from_numpy(digits.labels))


def scheduler(network: Network, optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Return what sets the learning rate of every step."""
    rate = network.schedule(largest, steps)
    at = rate if callable(rate) else lambda step: rate
    return LambdaLR(optimizer, lambda step: float(at(step)) / largest)


def reseed(module: Module, seed: int) -> None:
    """Choose what dropout hides, and how images are changed, from here on."""
    keras.utils.set_random_seed(seed)
    reseed_layers(module.net, seed)


def train_epoch(
    net: nn.Module, loader: Iterable[Batch], optimizer: Optimizer, scheduler: LRScheduler
) -> tuple[float, float]:
    """Go once through all training images, a step after each batch; return loss and accuracy."""
    total_loss, hits, seen = 0.0, 0, 0
    for images, labels in loader:
        images, labels = images.to(DEVICE), labels.to(DEVICE)
        logits = net(images)  # (batch, 10)
        loss = functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        scheduler.step()
        total_loss += loss.item() * len(labels)
        hits += int((logits.argmax(dim=1) == labels).sum())
        seen += len(labels)
    return total_loss / seen, hits / seen


class Progress:
    """All that a training needs to go on after it was stopped: a file, new after each epoch."""

    def __init__(self, folder: Path | None, **parts: Any) -> None:
        """Name the parts that have a state: network, optimizer, scheduler."""
        self.file, self.parts = folder / "checkpoint.pt" if folder else None, parts
        self.best: dict[str, Any] = {}  # the weights of the best epoch

    def load(self) -> list[Epoch]:
        """Put every part into the state it was in, and return the epochs that are done."""
        if not self.file or not self.file.exists():
            return []
        saved = torch.load(self.file, DEVICE, weights_only=True)  # numbers, and never a program
        for name, part in self.parts.items():
            part.load_state_dict(saved[name])
        self.best = saved["best"]
        return [Epoch(*row) for row in saved["history"]]

    def save(self, history: list[Epoch], write: bool = True) -> None:
        """Note the state after an epoch, and its weights if there was no better one."""
        states = {name: part.state_dict() for name, part in self.parts.items()}
        if best_epoch(history) == len(history):
            self.best = copy.deepcopy(states["net"])
        if self.file and write:
            fresh = self.file.with_suffix(".new")
            rows = [list(epoch) for epoch in history]
            torch.save(states | {"best": self.best, "history": rows}, fresh)
            fresh.replace(self.file)  # in one step: a kill leaves the old file, or the new one
