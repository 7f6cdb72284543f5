"""Kernels on random images, on one bright pixel, and on a digit."""

import numpy as np
import pytest

from foundations import data
from foundations.mine import learning

DRAW = np.random.default_rng(34)


@pytest.mark.parametrize(
    ("image", "kernel"), [((6, 6), (3, 3)), ((5, 8), (2, 3)), ((4, 4), (4, 4)), ((7, 3), (1, 2))]
)
def test_random_images(image, kernel):
    pixels, weights = DRAW.normal(size=image), DRAW.normal(size=kernel)
    shape = (image[0] - kernel[0] + 1, image[1] - kernel[1] + 1)
    found = np.asarray(learning.convolve(pixels.copy(), weights.copy()))
    assert found.shape == shape, (
        f"A kernel {kernel} fits an image {image} at {shape} places, not {found.shape}."
    )
    windows = np.lib.stride_tricks.sliding_window_view(pixels, kernel)
    expected = np.einsum("ijkl,kl->ij", windows, weights)
    turned = np.einsum("ijkl,kl->ij", windows, weights[::-1, ::-1])
    assert kernel == (1, 1) or not np.allclose(found, turned), "Do not turn the kernel round."
    assert np.allclose(found, expected), (
        f"With a kernel {kernel} the first place should give {expected[0, 0]:.3f}, not"
        f" {found[0, 0]:.3f}."
    )


def test_the_edges_of_a_digit():
    images, _ = data.digits()
    kernel = np.array([[-1.0, 0.0, 1.0]] * 3)
    for image in images[:3]:
        found = learning.convolve(image, kernel)
        moved = learning.convolve(np.roll(image, 1, axis=1), kernel)
        assert np.allclose(moved[:, 1:], found[:, :-1]), (
            "If the digit moves by one pixel, what was found should move with it."
        )
