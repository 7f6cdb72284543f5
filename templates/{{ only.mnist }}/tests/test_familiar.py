"""A picture that is unlike the training digits gets a warning, and a digit hardly ever one."""

import string
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mnist import data, familiar, picture

STYLES = ["Sans", "Sans-Bold", "Sans-Oblique", "SansMono", "Serif", "Serif-Bold", "Serif-Italic"]
FONTS = [Path(matplotlib.get_data_path()) / f"fonts/ttf/DejaVu{style}.ttf" for style in STYLES]
LIKE_DIGITS = "BDEGIOQSTZbgijloqsz"  # a person may take these for digits, too


@pytest.fixture(scope="module")
def parts(sample):
    """Return digits to learn from, to set the limit by, and to test."""
    return data.split(sample, 42)


@pytest.fixture(scope="module")
def known(parts):
    """Return what the training digits look like."""
    return familiar.learned(parts.train, parts.validation, 42)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def prepared(sheet):
    """Return a sheet as the model would get it, (28, 28)."""
    return picture.prepared(sheet, "A sheet")


def line(points, width):
    """Return a sheet with one line through the points, x and y from 0 to 200."""
    sheet = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(sheet).line([tuple(point) for point in points], 0, int(width), joint="curve")
    return prepared(sheet)


def printed(signs):
    """Return each sign in seven styles of type."""
    found = []
    for sign in signs:
        for font in FONTS:
            sheet = Image.new("L", (200, 200), 255)
            style = ImageFont.truetype(str(font), 120)
            ImageDraw.Draw(sheet).text((100, 100), sign, 0, style, anchor="mm")
            found.append(prepared(sheet))
    return np.stack(found)


def share(known, images):
    """Return the share of pictures that get a warning."""
    return np.mean([warning is not None for warning in known.warnings(images)])


def test_two_of_a_hundred_digits_get_a_warning(known, parts):
    assert share(known, parts.validation.images) == pytest.approx(0.02, abs=0.01)
    assert share(known, parts.test.images) < 0.03
    arriving = np.stack([prepared(Image.fromarray(image)) for image in parts.test.images[:300]])
    assert share(known, arriving) < 0.03


def test_most_scribbles_get_a_warning(known, rng):
    ways = [rng.uniform(30, 170, (rng.integers(8, 16), 2)) for _ in range(200)]
    assert share(known, np.stack([line(way, rng.integers(5, 14)) for way in ways])) > 0.7


def test_most_printed_letters_get_a_warning_and_few_printed_digits(known):
    letters = [letter for letter in string.ascii_letters if letter not in LIKE_DIGITS]
    assert share(known, printed(letters)) > 0.5
    assert share(known, printed(string.digits)) < 0.15


def test_a_drawing_gets_a_warning(known):
    house = [(40, 160), (40, 90), (100, 40), (160, 90), (160, 160), (40, 160), (160, 90), (40, 90)]
    zigzag = [(30, 60), (50, 150), (75, 50), (95, 150), (120, 60), (145, 150), (170, 50)]
    images = np.stack([line(points, 8) for points in (house, zigzag)])
    assert known.warnings(images) == [familiar.UNLIKE, familiar.UNLIKE]


def test_several_digits_get_a_warning_of_their_own(known, parts):
    images = parts.test.images
    pairs = zip(images[:100:2], images[1:100:2], strict=True)
    both = np.stack([prepared(Image.fromarray(np.hstack(pair))) for pair in pairs])
    assert np.mean([warning == familiar.APART for warning in known.warnings(both)]) > 0.9


def test_a_dark_frame_is_told_apart_from_a_digit(known):
    photo = np.full((300, 300), 20, np.uint8)  # a dark table
    photo[40:260, 40:260] = 240  # on it a sheet of paper
    photo[90:210, 140:160] = 30  # on that a digit
    assert known.warnings(prepared(Image.fromarray(photo))[None]) == [familiar.UNEVEN]


def test_the_examples_get_no_warning(known):
    folder = Path(__file__).parents[1] / "examples"
    images = np.stack([picture.read(path) for path in sorted(folder.iterdir())])
    assert known.warnings(images) == [None] * len(images)


def test_the_same_digits_give_the_same_typical_pictures(few):
    first, again = (familiar.learned(few, few, 1) for _ in range(2))
    assert np.array_equal(first.typical, again.typical)
    assert np.array_equal(first.limits, again.limits)
