"""The nearest digits vote."""

import numpy as np
import pytest

from mnist import data, models
from mnist.data import Digits

NAME = "nearest"


def build(**options):
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    assert callable(getattr(models.module(NAME), "build", None)), (
        f"`{NAME}.py` has no function `build`."
    )
    model = models.build(NAME, **options)
    for name in ("fit", "predict_proba", "arrays", "restore"):
        assert callable(getattr(model, name, None)), f"Your model has no method `{name}`."
    return model


def grey(*shades):
    """Return pictures of one shade each."""
    return np.array(shades, np.uint8)[:, None, None].repeat(28, 1).repeat(28, 2)


def learned(images, labels, **options):
    digits = Digits(images, np.array(labels))
    model = build(**options)
    model.fit(digits, digits.take(slice(0, 1)), 42)
    return model


def test_bytes_do_not_wrap_round():
    model = learned(grey(0, 255), [0, 8], neighbours=1)
    said = np.asarray(model.predict_proba(grey(3, 100, 160, 250))).argmax(axis=1).tolist()
    assert said == [0, 0, 8, 8], (
        "A picture of shade 3 is nearer to 0 than to 255, and one of 250 nearer to 255. Pixels are"
        " bytes: make numbers of them before you subtract."
    )


def test_far_in_one_pixel_or_near_in_many():
    images = grey(1, 20)
    images[0, 5, 5] = 255  # from 10: 783 * 9 + 245 is less than 784 * 10, and squared it is more
    said = np.asarray(learned(images, [2, 6], neighbours=1).predict_proba(grey(10))).argmax()
    assert said == 6, "Square the differences before you add them up."


@pytest.mark.parametrize("neighbours", [1, 3])
def test_the_nearest_vote(neighbours):
    model = learned(grey(10, 12, 20, 200, 210, 255), [7, 7, 4, 1, 1, 3], neighbours=neighbours)
    found = np.asarray(model.predict_proba(grey(11, 250)))
    assert found.shape == (2, 10), f"For 2 images the shape should be (2, 10), not {found.shape}."
    votes = {1: ({7: 1}, {3: 1}), 3: ({7: 2, 4: 1}, {3: 1, 1: 2})}[neighbours]
    for row, count in zip(found, votes, strict=True):
        for digit in range(10):
            right = (count.get(digit, 0) + 0.1) / (neighbours + 1)
            assert row[digit] == pytest.approx(right), (
                f"With {count.get(digit, 0)} of {neighbours} votes, the probability should be"
                f" {right:.3f}, not {row[digit]:.3f}."
            )


def test_nobody_asked():
    found = np.asarray(learned(grey(0, 255), [0, 8]).predict_proba(grey()[:0].reshape(0, 28, 28)))
    assert found.shape == (0, 10), f"For no images the shape should be (0, 10), not {found.shape}."


@pytest.fixture(scope="module")
def parts():
    digits = data.load(data.SAMPLE)
    order = np.random.default_rng(0).permutation(len(digits))
    return digits.take(order[:2000]), digits.take(order[2000:2300])


def test_it_reads_digits(parts):
    learn, ask = parts
    before = learn.fingerprint()
    model = build()
    model.fit(learn, ask, 42)
    found = np.asarray(model.predict_proba(ask.images))
    right = float((found.argmax(axis=1) == ask.labels).mean())
    assert right > 0.9, f"It is right about {right:.0%} of new digits only."
    most = float(found.max())
    assert most == pytest.approx(5.1 / 6), (
        f"With 5 of 5 votes it should be {5.1 / 6:.3f} sure, not {most:.3f}: 5 `neighbours` unless"
        " told otherwise."
    )
    assert learn.fingerprint() == before, "The digits that it learned from were changed."


def test_it_is_kept():
    model, again = learned(grey(10, 12, 200), [7, 7, 1]), build()
    again.restore({name: np.array(each) for name, each in model.arrays().items()})
    ask = grey(0, 190)
    assert np.allclose(again.predict_proba(ask), model.predict_proba(ask)), (
        "After `restore(arrays())` it gives other answers than before."
    )


def test_other_arrays_are_refused():
    try:
        build().restore({"strange": np.zeros(3)})
    except ValueError:
        return
    except KeyError:
        pytest.fail("Arrays of another model should raise a ValueError, not a KeyError.")
    pytest.fail("Arrays of another model should raise a ValueError.")
