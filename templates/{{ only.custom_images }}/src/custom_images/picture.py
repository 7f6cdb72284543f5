"""Open a picture from anywhere: upright, in red, green and blue, and no larger than it has to be.

Training and `predict` read pictures by this one function. Where they do it in two ways, a model
that was good in the tests fails on photos, and nothing says why.
"""

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from .errors import UserError

BIGGEST = 50_000_000  # pixels; a small file can claim to be larger than the memory
LONGEST = 512  # pixels along a side: the backbone looks at fewer
# Formats that Pillow reads by itself. For some others it would start a program.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")

Image.MAX_IMAGE_PIXELS = None  # `read` has a bound of its own, and a sentence about it


class PictureError(UserError):
    """A file that is no picture, or one that cannot be used."""


def read(path: Path) -> Image.Image:
    """Return the picture in a file, upright and in RGB; PictureError if there is none."""
    with path.open("rb") as file:
        try:
            image = Image.open(file, formats=FORMATS)  # its size is known now, its pixels are not
            if image.width * image.height > BIGGEST:
                raise PictureError(f"`{path}` is too big: {image.width} x {image.height} pixels.")
            image.draft("RGB", (LONGEST, LONGEST))  # a JPEG need not be read at its full size
            image.load()
        # Pillow has no error of its own for a damaged file; each of its readers fails in its way.
        except (OSError, SyntaxError, ValueError, EOFError, TypeError, struct.error, zlib.error):
            file.seek(4)
            heic = file.read(4) == b"ftyp"  # the first bytes say what it is; its name may not
            problem = (
                "a photo in HEIC. Save it as JPEG or PNG" if heic else "damaged, or no picture"
            )
            raise PictureError(f"`{path}` is {problem}.") from None
    return _upright(image)


def turned(path: Path) -> bool:
    """Say whether a picture is stored lying on its side or its head, with a note about it."""
    with Image.open(path, formats=FORMATS) as image:
        return bool(image.getexif().get(0x0112, 1) != 1)  # the orientation tag; 1 is upright


def _upright(image: Image.Image) -> Image.Image:
    """Return an image the right way up, in 8 bits for each of red, green and blue."""
    # A phone stores a photo as the sensor saw it, and beside it which way up it goes.
    image = ImageOps.exif_transpose(image)
    if image.mode[0] in "IF":  # 16 bits for a grey, as scanners and microscopes write it
        grey = np.asarray(image, float)
        shares = (grey - grey.min()) / max(float(np.ptp(grey)), 1e-9)
        image = Image.fromarray((255 * shares).astype(np.uint8))
    if image.has_transparency_data:  # what is transparent is paper
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")  # of CMYK, too, which is ink and not light
    image.thumbnail((LONGEST, LONGEST))
    return image
