"""A model of class means: it finds them, answers by the cosine, and is kept."""

import pytest
import torch
from torch import nn

from custom_images import models
from custom_images.efficientnet import FEATURES

NAME = "nearest_mean"


def build(classes=3):
    assert NAME in models.available(), f"There is no `{NAME}.py` in `src/custom_images/models` yet."
    assert hasattr(models.module(NAME), "build"), f"`{NAME}.py` has no function `build` yet."
    model = models.build(NAME, classes=classes)
    assert isinstance(model, nn.Module), f"`build` should return an nn.Module, not {model!r:.40}."
    assert hasattr(model, "fit"), "The model has no `fit` yet."
    return model


@pytest.fixture
def some():
    torch.manual_seed(1)
    labels = torch.arange(30) % 3
    features = torch.rand(30, FEATURES) * (1 + 5 * torch.rand(30, 1))
    features[torch.arange(30), labels] += 20
    return features, labels


def fitted(some, classes=3):
    model = build(classes)
    model.fit(*some, 42)
    return model


def test_it_keeps_the_means(some):
    features, labels = some
    model = fitted(some)
    assert "means" in dict(model.named_buffers()), "The model has no buffer `means`."
    unit = features / features.norm(dim=1, keepdim=True)
    right = torch.stack([unit[labels == label].mean(dim=0) for label in range(3)])
    means = model.means
    assert means.shape == (3, FEATURES), f"`means` should be (3, {FEATURES}), not {means.shape}."
    raw = torch.stack([features[labels == label].mean(dim=0) for label in range(3)])
    assert not torch.allclose(means, raw, atol=1e-3), (
        "The features were not divided by their length before the mean was taken."
    )
    scaled = nn.functional.normalize(right)
    assert torch.allclose(means, right, atol=1e-4) or torch.allclose(means, scaled, atol=1e-4), (
        "`means` are not the means of the classes, in their order."
    )


def test_it_answers_by_the_cosine(some):
    features, labels = some
    model = fitted(some)
    logits = model(features)
    assert logits is not None, "`forward` returns nothing. Is a `return` missing?"
    assert logits.shape == (30, 3), (
        f"For 30 pictures the logits should be (30, 3), not {logits.shape}."
    )
    assert torch.allclose(model(5 * features), logits, atol=1e-3), (
        "With features 5 times as large the logits change; a cosine does not know the length."
    )
    unit = nn.functional.normalize(features)
    means = torch.stack([unit[labels == label].mean(dim=0) for label in range(3)])
    cosine = nn.functional.cosine_similarity(features[:, None], means[None], dim=2)
    assert torch.allclose(logits, 20 * cosine, atol=1e-3), (
        f"The logit of the first picture for its own class should be {20 * cosine[0, 0]:.2f}, 20"
        f" times the cosine, not {float(logits[0, 0]):.2f}. Were the means normalized, too?"
    )


def test_it_is_kept(some):
    model, again = fitted(some), build()
    try:
        again.load_state_dict(model.state_dict())
    except RuntimeError:
        pytest.fail(
            "What is saved does not fit into a model that was just built: its buffer `means` should"
            f" be (classes, {FEATURES}) from the start."
        )
    assert torch.allclose(again(some[0]), model(some[0])), (
        "Saved and opened again, it gives other answers: are the means a buffer?"
    )
