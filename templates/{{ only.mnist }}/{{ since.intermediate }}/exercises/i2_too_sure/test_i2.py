"""Probabilities that promise too much, and the temperature that mends them."""

import numpy as np
import pytest
from written import written

from mnist import errors


def function(name):
    return getattr(written(errors, "analysis/temperature.py", name), name)


def cooled(probabilities, temperature):
    given = np.array(probabilities)
    found = np.asarray(function("cooled")(given, temperature))
    assert (given == probabilities).all(), "`cooled` changes the probabilities that it was given."
    assert found.shape == given.shape, (
        f"Probabilities {given.shape} should come back as {given.shape}, not as {found.shape}."
    )
    return found


def row(*chances):
    return np.array([[*chances, *[0.0] * (10 - len(chances))]])


def softmax(scores):
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def scores():
    return np.random.default_rng(0).normal(0, 2, (4000, 10))


@pytest.mark.parametrize(("temperature", "right"), [(2, 0.75), (1, 0.9), (0.5, 0.81 / 0.82)])
def test_two_digits(temperature, right):
    found = cooled(row(0.9, 0.1), temperature)[0, 0]
    assert found == pytest.approx(right, abs=1e-4), (
        f"0.9 and 0.1 with a temperature of {temperature:g} should give {right:.3f} for the first,"
        f" not {found:.3f}."
    )


def test_each_row_by_itself(scores):
    found = cooled(softmax(scores), 3.0)
    assert np.allclose(found.sum(axis=1), 1), "Each row should add up to 1."
    assert np.allclose(found, softmax(scores / 3), atol=1e-6), (
        "For some rows the probabilities are wrong: each row has a sum of its own."
    )


def test_zeros():
    with np.errstate(all="ignore"):
        found = cooled(row(1.0), 4.0)[0]
    right = 1e-3 / (1 + 9e-3)
    assert np.isfinite(found).all(), "A probability of 0 comes out as NaN: it counts as 1e-12."
    assert found[5] == pytest.approx(right, rel=0.01), (
        f"A probability of 0 counts as 1e-12: beside a 1, at temperature 4, it should become"
        f" {right:.5f}, not {found[5]:.5f}."
    )


@pytest.mark.parametrize("temperature", [0.01, 100])
def test_the_ends(temperature):
    with np.errstate(all="ignore"):
        found = cooled(row(0.6, 0.4), temperature)[0]
    right = 1.0 if temperature < 1 else 0.125
    assert np.isfinite(found).all(), f"A temperature of {temperature:g} gives NaN."
    assert found[0] == pytest.approx(right, abs=0.03), (
        f"0.6 with a temperature of {temperature:g} should become {right:.3f}, not {found[0]:.3f}."
    )


@pytest.mark.parametrize("temperature", [0, -1.5])
def test_no_temperature(temperature):
    try:
        cooled(row(0.9, 0.1), temperature)
    except ValueError:
        return
    pytest.fail(f"A temperature of {temperature:g} should raise a ValueError.")


@pytest.mark.parametrize("too_sure", [2.7, 0.55, 1.0])
def test_the_temperature_is_found(scores, too_sure):
    chance = np.random.default_rng(1).random((len(scores), 1))
    labels = (softmax(scores).cumsum(axis=1) < chance).sum(axis=1).clip(max=9)
    promised = softmax(scores * too_sure)
    tried = np.geomspace(0.1, 10, 401)  # each is 1.2 % more than the one before
    logs = np.log(np.maximum(promised, 1e-12))
    losses = []
    for temperature in tried:
        raised = logs / temperature - (logs / temperature).max(axis=1, keepdims=True)
        right = raised[np.arange(len(labels)), labels] - np.log(np.exp(raised).sum(axis=1))
        losses.append(-right.mean())
    best = float(tried[np.argmin(losses)])
    found = function("fitted")(promised, labels)
    assert isinstance(found, float), f"`fitted` should return one number, not {found!r:.40}."
    assert found == pytest.approx(best, rel=0.02), (
        f"With a temperature of {best:.2f} the log loss is the smallest, not with {found:.2f}."
    )


def test_the_bounds():
    labels, sure = np.arange(10), np.full((10, 10), 0.05) + 0.45 * np.eye(10)
    for promised, end in ((sure, 0.1), (np.roll(sure, 1, axis=0), 10.0)):
        found = function("fitted")(promised, labels)
        assert found == pytest.approx(end, rel=0.02), (
            f"No temperature is best here; it should stop at {end:g}, and not at {found:.2f}."
        )
