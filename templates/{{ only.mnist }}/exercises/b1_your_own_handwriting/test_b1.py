"""Ten digits by the learner's own hand, as the model gets to see them."""

import numpy as np
import pytest
from PIL import Image

from mnist import data, picture

ENOUGH = 7  # of ten


@pytest.fixture
def drawn(repo, request):
    """Return the ten pictures as the model would get them, (10, 28, 28)."""
    folder = repo / "exercises" / request.path.parent.name
    found = []
    for digit in range(10):
        files = sorted(folder.glob(f"{digit}.*"))
        assert files, f"There is no picture of the digit {digit} yet: {folder.name}/{digit}.png."
        name = f"Your `{files[0].name}`"
        with files[0].open("rb") as file, picture.opened(file, name) as image:
            found.append(picture.prepared(image, name))
    return np.stack(found)


@pytest.fixture
def known():
    return data.load(data.SAMPLE)


def halved(images):
    """Return the means of 2 x 2 pixels, (n, 196): so a stroke may be a little off."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(len(images), -1)


def nearest(drawn, known, count):
    """Return the places of the digits that each picture is most like, (10, count)."""
    near, all_known = halved(drawn), halved(known.images)
    return np.stack([np.linalg.norm(all_known - one, axis=1).argsort()[:count] for one in near])


def test_they_are_ten_different_ones(drawn):
    for digit, image in enumerate(drawn):
        for other in range(digit):
            assert np.abs(image.astype(int) - drawn[other]).mean() > 1, (
                f"Your {other} and your {digit} are the same picture."
            )


def test_they_are_no_copies(drawn, known, repo):
    examples = [picture.read(file) for file in sorted((repo / "examples").glob("*.*"))]
    for digit, places in enumerate(nearest(drawn, known, 20)):
        own = drawn[digit].astype(int)
        sheets = [Image.fromarray(image) for image in known.images[places]]
        copies = [*examples, *(picture.prepared(sheet, "It") for sheet in sheets)]
        assert min(np.abs(own - copy).mean() for copy in copies) > 0.5, (
            f"Your {digit} comes from this repo. Write one yourself."
        )


def test_they_can_be_read(drawn, known):
    places = nearest(drawn, known, 5)
    said = [int(np.bincount(known.labels[five], minlength=10).argmax()) for five in places]
    wrong = [f"the {is_} like a {looks}" for is_, looks in enumerate(said) if is_ != looks]
    right = 10 - len(wrong)
    assert right >= ENOUGH, (
        f"Only {right} of your ten digits look like what they are: {', '.join(wrong)}."
    )
