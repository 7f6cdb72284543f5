"""Pictures from anywhere are read alike, and what is none is told in one sentence."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from custom_images import picture


def two_colours():
    """Return a picture, red on the left and blue on the right."""
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (40, 0, 80, 40))
    return image


def colour(image, place):
    """Say which of red, green and blue is strongest there."""
    return ["red", "green", "blue"][int(np.argmax(image.getpixel(place)))]


@pytest.mark.parametrize("mode", ["P", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("kind", ["png", "jpg", "tiff", "webp", "gif"])
def test_every_kind_of_picture_is_read(tmp_path, mode, kind):
    try:
        two_colours().convert(mode).save(tmp_path / f"one.{kind}")
    except (OSError, ValueError):
        pytest.skip(f"there is no {mode} in this format")
    image = picture.read(tmp_path / f"one.{kind}")
    assert (image.mode, image.size) == ("RGB", (80, 40))
    assert (colour(image, (10, 20)), colour(image, (70, 20))) == ("red", "blue")


@pytest.mark.parametrize(
    ("tag", "size"), [(1, (80, 40)), (3, (80, 40)), (6, (40, 80)), (8, (40, 80))]
)
def test_a_photo_is_turned_as_the_note_in_it_says(tmp_path, tag, size):
    """6: the right of the stored picture is the bottom of what is shown."""
    exif = Image.Exif()
    exif[0x0112] = tag
    two_colours().save(tmp_path / "photo.jpg", exif=exif)
    image = picture.read(tmp_path / "photo.jpg")
    assert image.size == size
    corner = {1: "red", 3: "blue", 6: "red", 8: "blue"}[tag]
    assert colour(image, (4, 4)) == corner
    assert picture.turned(tmp_path / "photo.jpg") == (tag != 1)


def test_what_is_transparent_is_white(tmp_path):
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert picture.read(tmp_path / "clear.png").getpixel((20, 20)) == (255, 255, 255)


def test_grey_of_16_bits_keeps_its_shades(tmp_path):
    ramp = np.tile(np.linspace(1000, 40_000, 64).astype(np.uint16), (64, 1))
    Image.fromarray(ramp).save(tmp_path / "scan.png")
    grey = np.asarray(picture.read(tmp_path / "scan.png"))[0, :, 0].astype(int)
    assert (grey[0], grey[-1]) == (0, 255)
    assert (np.diff(grey) > 0).all()


def test_a_large_photo_is_made_smaller(draw):
    assert max(picture.read(draw("photo.jpg", size=(3000, 2000))).size) == picture.LONGEST


def claimed(width, height):
    """Return a PNG of a hundred bytes that says it is as large as that."""

    def chunk(kind, content):
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_a_decompression_bomb_is_refused_by_the_size_that_it_claims(tmp_path):
    (tmp_path / "bomb.png").write_bytes(claimed(60_000, 60_000))
    with pytest.raises(picture.PictureError, match="too big: 60000 x 60000"):
        picture.read(tmp_path / "bomb.png")


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_heic_photo_is_named_whatever_its_name_says(tmp_path, brand):
    (tmp_path / "photo.jpg").write_bytes(b"\0\0\0\x18ftyp" + brand + b"\0" * 100)
    with pytest.raises(picture.PictureError, match=r"HEIC.* JPEG or PNG"):
        picture.read(tmp_path / "photo.jpg")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n half", b"%!PS-Adobe EPSF"])
def test_a_file_that_is_no_picture_is_told(tmp_path, content):
    (tmp_path / "cat.png").write_bytes(content)
    with pytest.raises(picture.PictureError, match=r"cat\.png` is damaged, or no picture"):
        picture.read(tmp_path / "cat.png")


@pytest.mark.parametrize("name", ["cat.jpg", "cat.png", "cat.gif", "cat.webp", "cat.tiff"])
def test_half_a_picture_is_told(draw, name):
    path = draw(name, size=(300, 300))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(picture.PictureError, match="damaged"):
        picture.read(path)
