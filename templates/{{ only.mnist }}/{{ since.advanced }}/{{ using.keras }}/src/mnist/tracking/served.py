"""The network as the service wants it: bytes of pixels in, probabilities out."""

from typing import Any

import torch
from torch import nn

from ..network import Network


class Served(nn.Module):
    """A trained network with the scaling before it; Keras builds on PyTorch's modules here."""

    def __init__(self, net: Any) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.net = net

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return probabilities (n, 10) for images (n, 28, 28) of bytes."""
        pixels = images.float().div(255).unsqueeze(-1)  # (n, 28, 28, 1)
        probabilities: torch.Tensor = self.net(pixels, training=False)
        return probabilities


def layers(model: Network) -> nn.Module:
    """Return a copy of the trained network, on the processor."""
    net = model.make()
    net.set_weights(model.trained().get_weights())
    return Served(net)
