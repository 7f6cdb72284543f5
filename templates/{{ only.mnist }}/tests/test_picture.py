"""Pictures from anywhere become digits like those the model learned from."""

import numpy as np
import pytest
from PIL import Image

from mnist import data, picture


@pytest.fixture(scope="module")
def exam(sample):
    """Return the test digits."""
    return data.split(sample, 42).test


def painted(digit, folder, size=(28, 28), paper=(255, 255, 255), ink=(0, 0, 0), place=(0, 0)):
    """Save a digit (28, 28) as a picture in two colours, somewhere on a sheet; return its path."""
    strength = Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC)
    sheet = Image.new("RGB", (size[0] + 2 * place[0] + 4, size[1] + place[1] + 4), paper)
    sheet.paste(Image.new("RGB", size, ink), place, strength)
    path = folder / "picture.png"
    sheet.save(path)
    return path


WAYS = [
    {},
    {"paper": (0, 0, 0), "ink": (255, 255, 255)},
    {"size": (280, 280)},
    {"size": (140, 140), "place": (200, 30)},
    {"size": (200, 200), "paper": (20, 90, 60), "ink": (250, 240, 200)},
    {"size": (90, 90), "paper": (255, 230, 120), "ink": (200, 20, 30)},
]


@pytest.mark.parametrize("way", WAYS)
def test_size_place_and_colours_do_not_matter(exam, result, tmp_path, way):
    images = exam.images[:60]
    before = result.model.predict_proba(images).argmax(axis=1)
    again = np.stack([picture.read(painted(image, tmp_path, **way)) for image in images])
    after = result.model.predict_proba(again).argmax(axis=1)
    assert (before == after).mean() >= 0.93


def test_a_digit_of_mnist_stays_nearly_as_it_is(exam, tmp_path):
    for image in exam.images[:20]:
        again = picture.read(painted(image, tmp_path)).astype(int)
        ways = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]  # half pixels round
        assert min(np.abs(np.roll(again, way, (0, 1)) - image).mean() for way in ways) < 7


def test_ink_is_white_on_black_and_in_the_middle(tmp_path, exam):
    digit = picture.read(painted(exam.images[0], tmp_path, size=(300, 300), place=(99, 5)))
    assert (digit.shape, digit.dtype, digit.max()) == ((28, 28), np.uint8, 255)
    rows, columns = (np.arange(28) @ digit.sum(axis=axis) / digit.sum() for axis in (1, 0))
    assert (rows, columns) == (pytest.approx(14, abs=1), pytest.approx(14, abs=1))


def test_a_thin_line_on_a_big_sheet_does_not_vanish(tmp_path):
    sheet = np.full((1000, 800), 255, np.uint8)
    sheet[200:800, 400:403] = 0
    Image.fromarray(sheet).save(tmp_path / "one.png")
    assert (picture.read(tmp_path / "one.png") > 128).sum() > 20


@pytest.mark.parametrize("stroke", [0, 255])
def test_what_is_transparent_is_paper(tmp_path, stroke):
    sheet = np.zeros((50, 50, 4), np.uint8)
    sheet[10:40, 22:28] = (stroke, stroke, stroke, 255)
    Image.fromarray(sheet).save(tmp_path / "one.png")
    digit = picture.read(tmp_path / "one.png")
    assert digit[:, :4].max() == 0
    assert digit[14, 14] > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_image_is_read(tmp_path, mode):
    sheet = np.full((60, 60), 255, np.uint8)
    sheet[10:50, 27:33] = 0
    kind = "tiff" if mode in ("CMYK", "I;16") else "png"
    image = Image.fromarray(sheet.astype(np.uint16) * 257 if mode == "I;16" else sheet)
    (image if mode == "I;16" else image.convert(mode)).save(tmp_path / f"one.{kind}")
    assert picture.read(tmp_path / f"one.{kind}").max() == 255


@pytest.mark.parametrize("shape", [(1, 1), (30, 40), (3, 900)])
def test_an_empty_sheet_is_explained(tmp_path, shape):
    Image.fromarray(np.full(shape, 200, np.uint8)).save(tmp_path / "empty.png")
    with pytest.raises(data.DataError, match="shows no digit"):
        picture.read(tmp_path / "empty.png")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n half"])
def test_a_file_that_is_no_image_is_explained(tmp_path, content):
    (tmp_path / "seven.png").write_bytes(content)
    with pytest.raises(data.DataError, match="no image, or a damaged one"):
        picture.read(tmp_path / "seven.png")


def test_half_an_image_is_explained(tmp_path, exam):
    whole = painted(exam.images[0], tmp_path, size=(300, 300)).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(data.DataError, match=r"half\.png"):
        picture.read(tmp_path / "half.png")


def test_an_image_too_big_to_open_is_explained(tmp_path):
    Image.new("1", (10_000, 6_000)).save(tmp_path / "huge.png")
    with pytest.raises(data.DataError, match="too big"):
        picture.read(tmp_path / "huge.png")


def test_a_photo_is_made_small_before_anything_else(tmp_path):
    sheet = np.full((3000, 2000), 255, np.uint8)
    sheet[500:2500, 960:1040] = 0
    photo = Image.fromarray(sheet)
    for image in (photo, photo.convert("P"), Image.fromarray(sheet.astype(np.uint16) * 257)):
        image.save(tmp_path / "photo.png")
        assert picture.read(tmp_path / "photo.png")[14, 14] > 200


def test_a_thin_line_grows_as_much_whatever_its_size(tmp_path):
    for size in (150, 300, 600):
        sheet = np.full((size, size), 255, np.uint8)
        sheet[size // 10 : -size // 10, size // 2] = 0
        Image.fromarray(sheet).save(tmp_path / "one.png")
        digit = picture.read(tmp_path / "one.png")
        assert 1.5 < picture.thickness(digit / 255) < 3


def test_grey_of_16_bits_is_read_as_the_same_picture_of_8(tmp_path):
    sheet = np.full((400, 400), 36_383, np.uint16)  # paper that is not white, ink that is not black
    sheet[80:320, 180:220] = 20_000
    Image.fromarray(sheet).save(tmp_path / "sixteen.png")
    Image.fromarray((sheet // 257).astype(np.uint8)).save(tmp_path / "eight.png")
    eight = picture.read(tmp_path / "eight.png").astype(int)
    assert np.abs(picture.read(tmp_path / "sixteen.png") - eight).max() < 8
    for kind in (np.float32(1 / 65_535), np.float32(1 / 257), np.int32(1)):
        Image.fromarray(sheet * kind).save(tmp_path / "other.tiff")
        assert np.abs(picture.read(tmp_path / "other.tiff") - eight).max() < 8


def test_the_photo_of_a_phone_is_read_whatever_its_format(tmp_path, exam):
    photo = Image.new("RGB", (4032, 3024), (200, 195, 180))
    ink = Image.fromarray(exam.images[0]).resize((1400, 1400), Image.Resampling.BICUBIC)
    photo.paste((40, 40, 60), (1200, 700), ink)
    photo.save(tmp_path / "photo.jpg")
    more = {"save_all": True, "append_images": [photo.resize((400, 300))]}
    photo.save(tmp_path / "photo.mpo", **more)  # with a small copy in it, as some phones do
    (tmp_path / "photo.mpo").rename(tmp_path / "two.jpg")
    for name in ("photo.jpg", "two.jpg"):
        assert np.abs(picture.read(tmp_path / name).astype(int) - exam.images[0]).mean() < 25


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_heic_file_is_named(tmp_path, brand):
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftyp" + brand + b"\0" * 100)
    with pytest.raises(data.DataError, match=r"HEIC.* JPEG or PNG"):
        picture.read(tmp_path / "photo.heic")
