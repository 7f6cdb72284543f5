"""Distortions change images and keep their ink."""

import pytest
import torch

from mnist.models._distort import RandomAffine
from mnist.network import DigitsDataset

STILL = {"degrees": 0.0, "stretch": 0.0, "slant": 0.0, "shift": 0.0}


@pytest.fixture
def images(few):
    return torch.stack([image for image, _ in DigitsDataset(few)])  # (300, 1, 28, 28)


def test_no_distortion_changes_nothing(images):
    same = torch.stack([RandomAffine(**STILL)(image) for image in images])
    assert torch.allclose(same, images, atol=1e-5)


@pytest.mark.parametrize(
    "way", [{"degrees": 15.0}, {"stretch": 0.2}, {"slant": 0.3}, {"shift": 2.0}]
)
def test_every_distortion_changes_images_and_keeps_their_ink(images, way):
    torch.manual_seed(0)
    changed = torch.stack([RandomAffine(**STILL | way)(image) for image in images])
    assert changed.shape == images.shape
    assert (changed - images).abs().amax(dim=(1, 2, 3)).gt(0.01).float().mean() > 0.95
    assert changed.mean().item() == pytest.approx(images.mean().item(), rel=0.05)
