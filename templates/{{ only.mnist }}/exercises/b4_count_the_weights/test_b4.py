"""A count of weights, compared with networks that were made."""

import pytest
from written import written

from mnist import errors, models

COUNTED = {  # width and rounds, and what a network of this kind has
    (16, 1): 31_546,
    (16, 2): 20_538,
    (4, 4): 9_094,
    (16, 4): 108_922,
    (16, 5): 415_866,
}


def weights(*how):
    return written(errors, "count.py", "weights").weights(*how)


@pytest.mark.parametrize("width", [1, 5, 16, 32])
def test_three_rounds(width):
    found = weights(width)
    net = models.build("cnn", width=width).make()
    right = sum(each.numel() for each in net.parameters() if each.requires_grad)
    assert found == right, (
        f"With `width` at {width}, the network has {right:,} weights, not {found:,}."
    )


@pytest.mark.parametrize(("width", "rounds"), COUNTED)
def test_other_rounds(width, rounds):
    found, right = weights(width, rounds), COUNTED[width, rounds]
    assert found == right, (
        f"With `width` at {width} and {rounds} round{'s' * (rounds > 1)}, it would be {right:,} and"
        f" not {found:,}."
    )


def test_whole_numbers():
    found = weights(16)
    assert isinstance(found, int), f"A count is a whole number, and {found!r} is none: use `//`."
