"""The network, the data set and the loop as `distribute` and `throughput` take them."""

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from ..data import Digits
from ..network import DigitsDataset, Network
from ..network import Progress as Progress
from ..network import train_epoch as train_epoch
from .parallel import DEVICE
from .ways import Way

# In which order the numbers of an image lie in memory: all pixels of the first channel, then those
# of the next; or all channels of the first pixel, then those of the next.
LAYOUTS = {"channels_first": torch.contiguous_format, "channels_last": torch.channels_last}
PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class Module(nn.Module):
    """A network that computes in the chosen way; its weights are always kept in 32 bits."""

    def __init__(self, network: Network, way: Way, seed: int) -> None:
        """Make the layers, with random weights."""
        super().__init__()
        torch.manual_seed(seed)
        self.precision, self.order = PRECISIONS[way.precision], LAYOUTS[way.layout]
        self.net = network.make().to(DEVICE)
        self.net.to(memory_format=self.order)  # type: ignore[call-overload]

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits, (n, 10), for images (n, 1, 28, 28)."""
        mixed = self.precision != torch.float32
        with torch.autocast(DEVICE.type, self.precision if mixed else None, enabled=mixed):
            logits: Tensor = self.net(images.to(memory_format=self.order))
        return logits.float()


def dataset(network: Network, digits: Digits) -> DigitsDataset:
    """Return the digits one at a time, changed as the network asks for."""
    return DigitsDataset(digits, network.transform)


def scheduler(network: Network, optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Return what sets the learning rate of every step."""
    return network.schedule(optimizer, largest, steps)


def reseed(module: Module, seed: int) -> None:
    """Choose what dropout hides, and how images are changed, from here on."""
    torch.manual_seed(seed)
