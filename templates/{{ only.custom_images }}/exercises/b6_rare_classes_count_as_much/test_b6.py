"""Weights by which each class counts as much as any other."""

import pytest
import torch
from torch.nn.functional import cross_entropy
from written import written

from custom_images import errors

SETS = [[0, 0, 0, 1], [2, 0, 1, 1, 2, 2, 2, 2], [1] * 40 + [0] * 10 + [2] * 4, [0, 1, 2, 3] * 3]


def class_weights(labels, classes):
    own = written(errors, "balance.py", "class_weights").class_weights
    found = own(torch.tensor(labels), classes)
    assert isinstance(found, torch.Tensor), f"It should return a tensor, not {found!r:.40}."
    assert found.shape == (classes,), f"For {classes} classes it returns {tuple(found.shape)}."
    assert found.is_floating_point(), "The weights should be floats, as `cross_entropy` wants them."
    return found


@pytest.mark.parametrize("labels", SETS)
def test_each_class_counts_as_much(labels):
    classes = max(labels) + 1
    weights = class_weights(labels, classes)
    total = weights * torch.bincount(torch.tensor(labels))
    assert torch.allclose(total, total[0], rtol=1e-4), (
        f"With {torch.bincount(torch.tensor(labels)).tolist()} pictures, weight times number is"
        f" {[round(float(each), 2) for each in total]}: it should be the same for all classes."
    )


@pytest.mark.parametrize("labels", SETS)
def test_the_loss_stays_as_large(labels):
    weights = class_weights(labels, max(labels) + 1)
    mean = float(weights[torch.tensor(labels)].mean())
    assert mean == pytest.approx(1, abs=1e-4), (
        f"The mean of the weights over all pictures should be 1, not {mean:.3f}."
    )


def test_a_class_that_is_not_there():
    weights = class_weights([0, 0, 0, 2], 4)
    assert torch.isfinite(weights).all(), "A class without a picture makes infinity, or nan."
    assert weights[1] == weights[3] == 0, "A class without a picture should have the weight 0."
    assert weights.tolist() == pytest.approx([4 / 6, 0, 2, 0], abs=1e-4), (
        "With 3 pictures of one class and 1 of another, these two should have 0.67 and 2: classes"
        " without a picture do not count."
    )


def test_cross_entropy_takes_them():
    labels = torch.tensor([0, 0, 0, 1])
    loss = cross_entropy(torch.zeros(4, 2), labels, weight=class_weights([0, 0, 0, 1], 2))
    assert torch.isfinite(loss), "With these weights the loss is no number."
