"""Digits that are drawn otherwise than those of the training data are drift."""

import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageFilter, ImageOps

from mnist.operations import monitor


def sent(image, **options):
    """Return the request for a picture, as it would come from a camera or a drawing program."""
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return base64.b64encode(file.getvalue()).decode()


def thicker(image):
    return image.resize((112, 112)).filter(ImageFilter.MaxFilter(9))


def noisy(image):
    grain = np.random.default_rng(0).normal(0, 70, (28, 28))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def inverted(image):
    return ImageOps.invert(image)


def leaning(image):
    return image.transform((28, 28), Image.Transform.AFFINE, (1, 0.6, -8.4, 0, 1, 0))


@pytest.fixture
def changed(unseen):
    """Return a function that makes 300 requests out of digits of the test set, each changed."""

    def make(change):
        digits = [Image.open(io.BytesIO(base64.b64decode(text))) for text in unseen["image"][:300]]
        return pd.DataFrame({"image": [sent(change(digit)) for digit in digits]})

    return make


@pytest.mark.parametrize(
    ("change", "expected"),
    [(thicker, {"thickness", "ink"}), (noisy, {"thickness"}), (leaning, {"slant"})],
)
def test_digits_that_are_drawn_differently_are_drift(service, watch, changed, change, expected):
    service(changed(change))
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert expected <= set(found["drifted"])


def test_dark_on_light_instead_of_light_on_dark_is_none(service, watch, changed):
    service(changed(inverted))  # the preparation undoes it
    assert watch()[0] == 0
