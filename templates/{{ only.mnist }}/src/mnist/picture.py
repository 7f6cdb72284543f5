"""Turn the picture of a digit, however it was made, into one like those the model learned from.

MNIST's digits were all prepared in one way: light ink on black, shrunk to fit 20 x 20 pixels,
put into 28 x 28 so that the centre of the ink is the centre of the picture. A model trained on
them is at a loss with anything else, so a photo or a drawing has to go the same way.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFilter, ImageOps, ImageStat

from .data import SIZE, DataError

BOX = 20  # pixels: the longer side of the digit itself
BIGGEST = 50_000_000  # pixels; a small file can claim to be larger than the memory
LONGEST = 600  # pixels along a side: more of them say no more about a digit
FAINTEST = 24  # of 255: less contrast than this is paper, not ink
STROKE = 0.1  # of the digit's longer side: thinner lines would vanish when shrunk

Image.MAX_IMAGE_PIXELS = None  # `prepared` has a bound of its own, and a sentence about it


def read(path: Path) -> np.ndarray:
    """Return the digit in an image file as (28, 28) uint8, 0 for paper and 255 for ink.

    Raises DataError if it is no image, or if nothing is drawn on it.
    """
    with path.open("rb") as file, opened(file, f"`{path}`") as image:
        return prepared(image, f"`{path}`")


@contextmanager
def opened(file: BinaryIO, source: str, formats: list[str] | None = None) -> Iterator[Image.Image]:
    """Open an image; its size is known then, its pixels come when somebody asks for them."""
    try:
        with Image.open(file, formats=formats) as image:
            yield image
    # Pillow has no error of its own for a damaged file; each of its readers fails in its own way.
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, struct.error, zlib.error):
        kind = f"{' or '.join(formats)} file" if formats else "image"
        heic = "A photo in HEIC? Save it as JPEG or PNG."
        raise DataError(f"{source} is no {kind}, or a damaged one. {heic}") from None


def prepared(image: Image.Image, source: str, most: int = BIGGEST) -> np.ndarray:
    """Return the digit in an image of at most so many pixels; `source` is what to call it."""
    if image.width * image.height > most:
        raise DataError(f"{source} is too big: {image.width} x {image.height} pixels.")
    ink = _ink(_small(image), source)
    clear = ink.point(lambda strength: 255 * (strength > 76))  # without soft rims
    return _centred(_shrunk(ink.crop(clear.getbbox())))


def _small(image: Image.Image) -> Image.Image:
    """Return an image in 8 bits a colour, the right way up, and no larger than it has to be."""
    if image.mode[0] in "IF":  # larger numbers, such as 16-bit grey
        image = image.convert("F")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):  # colours by number cannot be mixed
        image = image.convert("RGBA")
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    # A phone stores a photo as the sensor saw it, and beside it which way up it goes.
    image = ImageOps.exif_transpose(image)
    if image.mode == "F":
        shares = np.clip(np.asarray(image) / max(image.getextrema()[1], 1e-9), 0, 1)
        image = Image.fromarray((255 * shares).astype(np.uint8))
    image = image.convert("RGBA")
    # What is transparent is paper: white, or black under light strokes.
    light = ImageStat.Stat(image.convert("L"), image.getchannel("A")).mean[0] > 128
    paper = Image.new("RGBA", image.size, "black" if light else "white")
    return Image.alpha_composite(paper, image).convert("RGB")


def _ink(image: Image.Image, source: str) -> Image.Image:
    """Return how much ink is on each pixel, 0 to 255: how far its colour is from the paper's.

    The paper is what most of the border looks like. So dark on light, light on dark and red on
    green are all the same.
    """
    colours = np.asarray(image, float)  # (height, width, 3)
    border = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    distance = np.abs(colours - np.median(border, axis=0)).max(axis=2)  # (height, width)
    strongest = max(np.percentile(distance, 99.5), distance.max() / 2)  # specks do not count
    if strongest < FAINTEST:
        raise DataError(f"{source} shows no digit: all of it has about the same colour.")
    # Below a fifth of the ink's strength it is grain of the paper, or a shadow.
    ink = 255 * np.clip((distance / strongest - 0.2) / 0.6, 0, 1)
    return Image.fromarray(ink.astype(np.uint8))


def _shrunk(digit: Image.Image) -> Image.Image:
    """Return the digit with its longer side at 20 pixels and its strokes thick enough to see."""
    digit.thumbnail((10 * BOX, 10 * BOX), Image.Resampling.BOX)
    missing = STROKE * max(digit.size) - thickness(np.asarray(digit) / 255)
    grow = max(0, round(missing / 2))  # pixels on each side of a stroke
    digit = ImageOps.expand(digit, grow)
    for _ in range(grow):
        digit = digit.filter(ImageFilter.MaxFilter(3))  # the strongest of a pixel's neighbours
    smooth = Image.Resampling.BOX if max(digit.size) > BOX else Image.Resampling.BICUBIC
    return ImageOps.contain(digit, (BOX, BOX), smooth)


def thickness(ink: np.ndarray) -> float:
    """Return about how many pixels wide the strokes are: their area by half of their outline."""
    sheet = np.pad(ink, 1)
    edges = np.abs(np.diff(sheet, axis=0)).sum() + np.abs(np.diff(sheet, axis=1)).sum()
    return 2 * float(ink.sum()) / max(float(edges), 1.0)


def _centred(digit: Image.Image) -> np.ndarray:
    """Return the digit in the middle of (28, 28): its centre of mass, as in MNIST."""
    ink = np.asarray(digit, float)
    down, across = (np.indices(ink.shape) * ink).sum(axis=(1, 2)) / ink.sum()
    left, top = round(across) - SIZE // 2, round(down) - SIZE // 2
    return np.array(digit.crop((left, top, left + SIZE, top + SIZE)))  # black beyond its edges
