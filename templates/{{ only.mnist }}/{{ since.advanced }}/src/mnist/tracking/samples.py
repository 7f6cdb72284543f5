"""Digits of the data as somebody would send them: picture files, prepared like all others.

What arrives at the model that way differs a little from the data: the preparation sharpens it. So
whatever is compared with live requests has to be measured on these.
"""

import io

import numpy as np
import pandas as pd
from PIL import Image

from .. import picture
from ..service import facts

MOST = 2000  # digits that are enough to describe all of them


def png(digit: np.ndarray) -> bytes:
    """Return a digit (28, 28) as a PNG file: light ink on black, as it is in the data."""
    file = io.BytesIO()
    Image.fromarray(digit).save(file, "PNG")
    return file.getvalue()


def arriving(digits: np.ndarray) -> np.ndarray:
    """Return digits (n, 28, 28) as they arrive at the model when they are sent as pictures."""
    return np.stack([picture.prepared(Image.fromarray(each), "It") for each in digits[:MOST]])


def table(images: np.ndarray) -> pd.DataFrame:
    """Return the facts about prepared images (n, 28, 28), a row for each."""
    return pd.DataFrame([facts.measure(image) for image in images])
