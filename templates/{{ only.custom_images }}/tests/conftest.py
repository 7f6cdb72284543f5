"""What several tests need: a few of the drawings, and one training run for all of them."""

import shutil

import numpy as np
import pytest
from PIL import Image

from custom_images import data
from custom_images.params import Params

QUICK = Params(seed=42, model="linear_probe", options={"epochs": 5})


@pytest.fixture(scope="session")
def drawings():
    """Return the drawings in the repo: to learn from, and to test."""
    return data.load()


@pytest.fixture(scope="session")
def few(tmp_path_factory, drawings):
    """Copy twelve drawings each of three classes into a folder of folders."""
    folder, learn = tmp_path_factory.mktemp("few"), drawings[0]
    for name in ("animals", "signs", "tools"):
        (folder / name).mkdir()
        for place in np.flatnonzero(learn.labels == learn.classes.index(name))[:12]:
            shutil.copy(learn.files[place], folder / name)
    return folder


@pytest.fixture(scope="session")
def cached(tmp_path_factory):
    """Keep the features that tests compute in a folder of their own."""
    folder = tmp_path_factory.mktemp("root")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "ROOT", folder)
        yield folder


@pytest.fixture(scope="session")
def result(cached, few):
    """Train on few pictures, and for a short time."""
    from custom_images import train  # slow to import, and most tests do without

    return train.train(QUICK, few)


@pytest.fixture
def draw(tmp_path):
    """Return a function that saves a picture of noise, so no two are alike; it returns the path."""

    def draw(name, size=(80, 60), seed=0, **options):
        grain = np.random.default_rng(seed).integers(0, 256, (12, 16, 3), np.uint8)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(grain).resize(size, Image.Resampling.NEAREST).save(path, **options)
        return path

    return draw
