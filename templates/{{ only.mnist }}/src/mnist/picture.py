"""Turn the picture of a digit, however it was made, into one like those the model learned from.

MNIST's digits were all prepared in one way: light ink on black, shrunk to fit 20 x 20 pixels,
put into 28 x 28 so that the centre of the ink is the centre of the picture. A model trained on
them is at a loss with anything else, so a photo or a drawing has to go the same way.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from .data import SIZE, DataError

BOX = 20  # pixels: the longer side of the digit itself
BIGGEST = 50_000_000  # pixels; a small file can claim to be larger than the memory
LONGEST = 600  # pixels along a side: more of them say no more about a digit
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
FAINTEST = 24  # of 255: less contrast than this is paper, not ink
STROKE = 0.1  # of the digit's longer side: thinner lines would vanish when shrunk

warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `decoded` refuses such pictures


def read(path: Path) -> np.ndarray:
    """Return the digit in an image file as (28, 28) uint8, 0 for paper and 255 for ink.

    Raises DataError if there is no such file, if it is no image, or if nothing is drawn on it.
    """
    try:
        with path.open("rb") as file:
            return decoded(file, f"`{path}`")
    except FileNotFoundError:
        raise DataError(f"`{path}` does not exist.") from None


def decoded(
    file: BinaryIO, source: str, most: int = BIGGEST, formats: list[str] | None = None
) -> np.ndarray:
    """Return the digit in an open file as `read` does; `source` is what to call it.

    `most` bounds its pixels, `formats` names the kinds of images that are let in (None: all).
    """
    with opened(file, source, formats) as image:
        if image.width * image.height > most:
            raise DataError(f"{source} is too big: {image.width} x {image.height} pixels.")
        return prepared(_opaque(_upright(image)), source)


@contextmanager
def opened(file: BinaryIO, source: str, formats: list[str] | None = None) -> Iterator[Image.Image]:
    """Open an image; its size is known then, its pixels come when somebody asks for them."""
    try:
        with Image.open(file, formats=formats) as image:
            yield image
    except Image.DecompressionBombError:
        raise DataError(f"{source} is too big.") from None
    # Pillow has no error of its own for a damaged file; each of its readers fails in its own way.
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, struct.error, zlib.error):
        file.seek(0)
        head = file.read(12)  # the size of the first box, `ftyp`, and which kind of file it is
        if head[4:8] == b"ftyp" and head[8:12] in HEIC:
            raise DataError(
                f"{source} is a HEIC file, as some phones save photos. Save it as JPEG or PNG."
            ) from None
        kind = f"{' or '.join(formats)} file" if formats else "image"
        raise DataError(f"{source} is no {kind}, or a damaged one.") from None


def prepared(colours: np.ndarray, source: str) -> np.ndarray:
    """Return a picture (height, width, 3) of bytes as a digit (28, 28); `source` names it."""
    ink = _ink(colours, source)
    drawn = np.argwhere(ink > 0.3)
    (top, left), (bottom, right) = drawn.min(axis=0), drawn.max(axis=0) + 1
    return _centred(_shrunk(ink[top:bottom, left:right]))


def _upright(image: Image.Image) -> Image.Image:
    """Return an image in bytes, the right way up, and no larger than it has to be."""
    if image.mode[0] in "IF":  # larger numbers, such as 16-bit grey
        image = image.convert("I") if image.mode == "I;16B" else image
        top = float(np.max(image.getextrema()))
        white = next((each for each in (1, 255, 65_535) if top <= each), top)
        image = image.point(lambda value: value * (255 / white)).convert("L")
    if max(image.size) > LONGEST:
        if image.mode not in ("L", "RGB", "RGBA", "CMYK"):  # colours by number cannot be mixed
            image = image.convert("RGBA")
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    # A phone stores a photo as the sensor saw it, and beside it which way up it goes.
    return ImageOps.exif_transpose(image)


def _opaque(image: Image.Image) -> np.ndarray:
    """Return the colours (height, width, 3); what is transparent becomes white, or black."""
    pixels = np.asarray(image.convert("RGBA")).astype(float)
    colour, alpha = pixels[..., :3], pixels[..., 3:] / 255
    if alpha.all():
        return colour
    # Light strokes on nothing would be white on white.
    light = (colour * alpha).sum() > 128 * 3 * alpha.sum()
    return colour * alpha + (0 if light else 255) * (1 - alpha)


def _ink(colours: np.ndarray, source: str) -> np.ndarray:
    """Return how much ink is on each pixel, 0 to 1: how far its colour is from the paper's.

    The paper is what most of the border looks like. So dark on light, light on dark and red on
    green are all the same.
    """
    border = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    red, green, blue = np.moveaxis(np.abs(colours - np.median(border, axis=0)), 2, 0)
    distance = np.maximum(np.maximum(red, green), blue)
    strongest = float(np.percentile(distance, 99.5)) if distance.size > 4000 else distance.max()
    strongest = max(strongest, float(distance.max()) / 2)
    if strongest < FAINTEST:
        raise DataError(f"{source} shows no digit: all of it has about the same colour.")
    # Below a fifth of the ink's strength it is grain of the paper, or a shadow.
    return np.asarray(np.clip((distance / strongest - 0.2) / 0.6, 0, 1))


def _shrunk(ink: np.ndarray) -> np.ndarray:
    """Return the digit with its longer side at 20 pixels and its strokes thick enough to see."""
    missing = STROKE * max(ink.shape) - thickness(ink)
    grow = max(0, round(missing / 2))  # pixels on each side of a stroke
    image = Image.fromarray((_grown(ink, grow) * 255).astype(np.uint8))
    width, height = image.size
    longer = max(width, height)
    size = (max(1, round(width * BOX / longer)), max(1, round(height * BOX / longer)))
    return np.asarray(image.resize(size, Image.Resampling.BOX if longer > BOX else None))


def _grown(ink: np.ndarray, by: int) -> np.ndarray:
    """Return the digit with strokes that are `by` pixels thicker on every side.

    Each pixel becomes the strongest one within reach, which doubles with every step.
    """
    ink = np.pad(ink, 2 * by)
    for _ in ("rows", "columns"):
        reach = 1
        while reach < 2 * by + 1:
            step = min(reach, 2 * by + 1 - reach)
            ink = np.maximum(ink[step:], ink[:-step])
            reach += step
        ink = ink.T
    return ink


def thickness(ink: np.ndarray) -> float:
    """Return about how many pixels wide the strokes are: their area by half of their outline."""
    sheet = np.pad(ink, 1)
    edges = np.abs(np.diff(sheet, axis=0)).sum() + np.abs(np.diff(sheet, axis=1)).sum()
    return 2 * float(ink.sum()) / max(float(edges), 1.0)


def _centred(digit: np.ndarray) -> np.ndarray:
    """Return the digit in the middle of (28, 28): its centre of mass, as in MNIST."""
    canvas = np.zeros((3 * SIZE, 3 * SIZE), np.uint8)  # room to move
    height, width = digit.shape
    canvas[SIZE : SIZE + height, SIZE : SIZE + width] = digit
    mass = canvas.sum()
    down = round(float((canvas.sum(axis=1) @ np.arange(3 * SIZE)) / mass))
    across = round(float((canvas.sum(axis=0) @ np.arange(3 * SIZE)) / mass))
    top, left = (min(max(spot - SIZE // 2, 0), 2 * SIZE) for spot in (down, across))
    return canvas[top : top + SIZE, left : left + SIZE].copy()
