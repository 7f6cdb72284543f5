"""One step of training, as Keras takes it within `fit`, and what can make it quicker."""

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import torch
from torch import Tensor
from torch import distributed as processes
from torch.nn.parallel import DistributedDataParallel

from ..network import Network
from .parallel import device

if TYPE_CHECKING:
    from .ways import Way

# Mixed: the layers compute with 16 bits, the weights are kept in 32.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}
LAYOUTS = ["channels_last"]  # in memory, all channels of a pixel lie side by side, always


def precisions() -> list[str]:
    """Return the kinds of numbers that are worth computing with here."""
    return list(POLICIES) if torch.cuda.is_available() else ["float32", "bfloat16"]


class Steps:
    """A network being trained, by this process alone or together with others."""

    def __init__(self, network: Network, way: "Way", seed: int) -> None:
        """Make the layers; with other processes, all begin with the weights of the first."""
        keras.utils.set_random_seed(seed)  # the first weights, and dropout
        with keras.device(device()):
            self.net = _layers(network, POLICIES[way.precision])
            self.optimizer = keras.optimizers.AdamW(network.learning_rate, weight_decay=0.01)
            if way.precision == "float16":
                # It ends at 0.00000006: smaller gradients would be 0, so they are made larger.
                self.optimizer = keras.optimizers.LossScaleOptimizer(self.optimizer)
            self.optimizer.build(self.net.trainable_variables)
        # A Keras model that computes with PyTorch is a PyTorch module. This averages the gradients
        # over all processes, while they are still being worked out.
        together = processes.is_initialized()
        self.core = DistributedDataParallel(self.net) if together else self.net

    def take(
        self, images: Tensor, labels: Tensor, rate: float, weight: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        """Learn from images (n, 28, 28) uint8; return the sum of the losses and of right answers.

        `weight` is for this process's part of a batch: its size, by the mean size of the parts.
        """
        pixels = images.to(device(), non_blocking=True).float().div(255).unsqueeze(-1)
        target = labels.to(device(), non_blocking=True)  # (n,)
        with keras.device(device()):
            chances = self.core(pixels, training=True).float()  # (n, 10)
            loss = keras.losses.sparse_categorical_crossentropy(target, chances).mean()
            self.net.zero_grad()
            self.optimizer.scale_loss(loss * weight).backward()
            self.optimizer.learning_rate = rate
            weights = self.net.trainable_variables
            with torch.no_grad():
                self.optimizer.apply([one.value.grad for one in weights], weights)
        right = (chances.argmax(dim=1) == target).sum()
        return loss.detach() * len(labels), right

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, named as Network.arrays does."""
        plain = Network(lambda: self.net, epochs=1, learning_rate=0.1)
        plain.net = self.net
        return plain.arrays()


def _layers(network: Network, policy: str) -> Any:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        return network.layers()
    finally:
        keras.config.set_dtype_policy(before)
