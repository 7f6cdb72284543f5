"""One step of training, as network.py takes it, and what can make it quicker."""

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch import distributed as processes
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from ..network import Network
from .parallel import device

if TYPE_CHECKING:
    from .ways import Way

DIGITS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
# In which order the numbers of an image lie in memory: all pixels of the first channel, then those
# of the next; or all channels of the first pixel, then those of the next.
ORDER = {"channels_first": torch.contiguous_format, "channels_last": torch.channels_last}
LAYOUTS = list(ORDER)


def precisions() -> list[str]:
    """Return the kinds of numbers that are worth computing with here."""
    return list(DIGITS) if torch.cuda.is_available() else ["float32", "bfloat16"]


class Steps:
    """A network being trained, by this process alone or together with others."""

    def __init__(self, network: Network, way: "Way", seed: int) -> None:
        """Make the layers; with other processes, all begin with the weights of the first."""
        torch.manual_seed(seed)  # the first weights
        self.type, self.order = DIGITS[way.precision], ORDER[way.layout]
        net = network.layers().to(device())
        self.net = net.to(memory_format=self.order)  # type: ignore[call-overload]
        together = processes.is_initialized()
        # Averages the gradients over all processes, while they are still being worked out. Each
        # keeps its own statistics of batch norm until parallel.settle; else the first one's win.
        self.core = self.net
        if together:
            self.core = DistributedDataParallel(self.net, forward_sync_buffers=False)
        torch.manual_seed(seed + (processes.get_rank() if together else 0))  # dropout
        self.optimizer = torch.optim.AdamW(self.net.parameters(), weight_decay=0.01)
        # float16 ends at 0.00000006: smaller gradients would be 0, so they are made larger first.
        self.scaler = torch.amp.GradScaler(device(), enabled=way.precision == "float16")

    def take(
        self, images: Tensor, labels: Tensor, rate: float, weight: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        """Learn from images (n, 28, 28) uint8; return the sum of the losses and of right answers.

        `weight` is for this process's part of a batch: its size, by the mean size of the parts.
        """
        where = device()
        pixels = images.to(where, non_blocking=True).float().div(255).unsqueeze(1)
        target = labels.to(where, non_blocking=True)  # (n,)
        mixed = self.type != torch.float32
        with torch.autocast(where, dtype=self.type if mixed else None, enabled=mixed):
            logits = self.core(pixels.to(memory_format=self.order))  # (n, 10)
        loss = functional.cross_entropy(logits.float(), target)
        self.optimizer.zero_grad()
        self.scaler.scale(loss * weight).backward()  # type: ignore[no-untyped-call]
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.scaler.step(self.optimizer)
        self.scaler.update()
        right = (logits.argmax(dim=1) == target).sum()
        return loss.detach() * len(labels), right

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, named as Network.arrays does."""
        state = self.net.state_dict()
        return {name: value.cpu().numpy().copy() for name, value in state.items()}
