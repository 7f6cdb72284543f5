"""Pictures that say more than they show, and what is left of that."""

import io

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from written import written

from mnist import errors
from mnist.data import DataError

SECRET = "Anna lives at 7 Elm Street"
CHUNKS = (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"iCCP")  # of a PNG file, for all but pixels
RED, BLUE = (255, 0, 0), (0, 0, 255)


def bare(content):
    found = written(errors, "service/bare.py", "bare").bare(content)
    assert isinstance(found, bytes), f"`bare` should return bytes, not {type(found).__name__}."
    assert found.startswith(b"\x89PNG"), "The result should be a PNG file."
    with Image.open(io.BytesIO(found)) as image:
        image.load()
    assert image.mode == "RGBA", f"The result should have the mode RGBA, not {image.mode}."
    return found, image


def sheet():
    """Return a picture, 48 wide and 32 high: red above, blue below."""
    image = Image.new("RGB", (48, 32), RED)
    image.paste(BLUE, (0, 16, 48, 32))
    return image


def file(image, kind, **more):
    written_to = io.BytesIO()
    image.save(written_to, kind, **more)
    return written_to.getvalue()


def exif(**fields):
    found = Image.Exif()
    numbers = {"description": 0x010E, "orientation": 0x0112}
    for name, value in fields.items():
        found[numbers[name]] = value
    found.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where: the latitude
    return found


def texts():
    info = PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("Comment", SECRET)
    return info


HIDDEN = {
    "the EXIF data of a JPEG file": file(sheet(), "JPEG", exif=exif(description=SECRET)),
    "the comment of a JPEG file": file(sheet(), "JPEG", comment=SECRET.encode()),
    "the EXIF data of a PNG file": file(sheet(), "PNG", exif=exif(description=SECRET)),
    "the texts of a PNG file": file(sheet(), "PNG", pnginfo=texts()),
    "the colour profile of a PNG file": file(sheet(), "PNG", icc_profile=SECRET.encode()),
    "the colour profile of a JPEG file": file(sheet(), "JPEG", icc_profile=SECRET.encode()),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_nothing_is_left(where):
    content, image = bare(HIDDEN[where])
    kept = [kind.decode() for kind in CHUNKS if kind in content]
    assert not kept and SECRET.encode() not in content, (
        f"Something from {where} is still in the result{f': {kept[0]}' if kept else ''}."
    )
    assert not image.getexif(), f"The EXIF data of {where} are still there."


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_right_way_up(kind):
    for orientation, ways in ((1, 0), (3, 2), (6, 3), (8, 1)):
        _, image = bare(file(sheet(), kind, exif=exif(orientation=orientation)))
        right = np.rot90(np.asarray(sheet()), ways)
        found = np.asarray(image)[..., :3]
        assert found.shape == right.shape, (
            f"A {kind} file with orientation {orientation} should become {right.shape[1]} wide and"
            f" {right.shape[0]} high, not {image.width} by {image.height}."
        )
        off = np.abs(found.astype(int) - right).mean()
        assert off < 12, f"A {kind} file with orientation {orientation} is not the right way up."


def test_the_pixels_stay():
    pixels = np.random.default_rng(0).integers(0, 256, (9, 13, 4)).astype(np.uint8)
    _, image = bare(file(Image.fromarray(pixels), "PNG"))
    assert (np.asarray(image) == pixels).all(), (
        "A PNG file with transparent places should keep every pixel as it is."
    )


def test_colours_by_number():
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([*RED, *BLUE])
    _, image = bare(file(palette, "PNG", transparency=0))
    assert image.getpixel((3, 3)) == (*BLUE, 255), "A picture with a palette loses its colours."
    palette.paste(0, (0, 0, 8, 8))
    _, image = bare(file(palette, "PNG", transparency=0))
    assert image.getpixel((3, 3))[3] == 0, "What is transparent by its palette should stay so."


@pytest.mark.parametrize("kind", ["L", "1", "CMYK"])
def test_other_modes(kind):
    image = Image.new("L", (5, 4), 0).convert(kind)
    _, found = bare(file(image, "JPEG" if kind == "CMYK" else "PNG"))
    assert found.size == (5, 4), f"A picture in the mode {kind} comes out as {found.size}."
    assert max(found.getpixel((2, 2))[:3]) < 5, f"A black picture in the mode {kind} is not black."


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n half"])
def test_no_picture(content):
    function = written(errors, "service/bare.py", "bare").bare
    try:
        function(content)
    except DataError:
        return
    except Exception as problem:
        pytest.fail(f"What is no picture should raise DataError, not {type(problem).__name__}.")
    pytest.fail("What is no picture should raise DataError.")


def test_another_kind_of_picture():
    function = written(errors, "service/bare.py", "bare").bare
    try:
        function(file(sheet(), "GIF"))
    except DataError:
        return
    pytest.fail("A GIF file should raise DataError: only PNG and JPEG are allowed.")
