"""The network as the service wants it: bytes of pixels in, probabilities out."""

import torch
from torch import nn

from ..network import Network


class Served(nn.Module):
    """A trained network with what surrounds it: scaling before, softmax after."""

    def __init__(self, net: nn.Module) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.net = net

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return probabilities (n, 10) for images (n, 28, 28) of bytes."""
        logits = self.net(images.float().div(255).unsqueeze(1))  # (n, 1, 28, 28) -> (n, 10)
        return torch.softmax(logits, dim=1)


def layers(model: Network) -> nn.Module:
    """Return a copy of the trained network, on the processor."""
    net = model.make()
    net.load_state_dict(model.trained().state_dict())
    return Served(net)
