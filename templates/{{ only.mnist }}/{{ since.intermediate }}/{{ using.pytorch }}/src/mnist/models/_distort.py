"""Augmentation: turn, slant, stretch and move an image, all in one step and all at random."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class RandomAffine:
    """Change an image by at most as much as this."""

    degrees: float  # to turn it
    stretch: float  # share of its width and, apart from that, of its height
    slant: float  # share of its height
    shift: float  # pixels

    def __call__(self, image: Tensor) -> Tensor:
        """Return the image, (1, 28, 28), changed in a way of its own.

        For each new pixel the matrix says which old place it comes from, in numbers from -1 to 1;
        there the image is read between four pixels (bilinear interpolation).
        """
        turn, wide, tall, lean, right, down = (2 * torch.rand(6) - 1).tolist()  # each -1 to 1
        cosine = math.cos(math.radians(turn * self.degrees))
        sine = math.sin(math.radians(turn * self.degrees))
        wide, tall = 1 + wide * self.stretch, 1 + tall * self.stretch
        move = self.shift / 14  # 28 pixels are 2
        matrix = [
            [cosine / wide, (sine + lean * self.slant) / wide, right * move],
            [-sine / tall, cosine / tall, down * move],
        ]
        places = functional.affine_grid(
            torch.tensor([matrix]), [1, *image.shape], align_corners=False
        )
        return functional.grid_sample(image[None], places, align_corners=False)[0]
