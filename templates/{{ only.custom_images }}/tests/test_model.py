"""The backbone is frozen and is the published one; the probe learns; the scores are right."""

import shutil

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from custom_images import data, efficientnet, features, models, train
from custom_images.errors import UserError


def test_the_backbone_is_frozen_and_has_4_million_weights():
    net = features.backbone()
    assert not net.training
    assert not any(weights.requires_grad for weights in net.parameters())
    assert 3.3e6 < sum(weights.numel() for weights in net.parameters()) < 3.5e6


@pytest.mark.parametrize("content", [None, b"", b"other weights"])
def test_weights_that_are_missing_or_others_are_refused(tmp_path, content):
    path = tmp_path / "weights.pth"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match="Install the package"):
        efficientnet.load(path)


def test_features_of_a_picture_do_not_depend_on_its_neighbours(drawings):
    files = drawings[0].files[:20:4]
    together = features.embed(files)
    assert together.shape == (5, efficientnet.FEATURES)
    alone = torch.cat([features.embed([file]) for file in files])
    assert together.numpy() == pytest.approx(alone.numpy(), abs=1e-3)


def test_a_picture_is_looked_at_once(cached, few, tmp_path, monkeypatch):
    files = sorted((few / "tools").iterdir())
    before = features.of(files)
    moved = [shutil.copy(file, tmp_path / file.name) for file in files]
    monkeypatch.setattr(features, "embed", lambda files: pytest.fail("it looked again"))
    assert torch.equal(features.of([*moved]), before)


def test_features_made_in_another_way_or_damaged_are_made_anew(tmp_path, few, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    files = sorted((few / "tools").iterdir())[:2]
    before = features.of(files)
    for recipe in (features.recipe(), "other"):
        monkeypatch.setattr(features, "recipe", lambda recipe=recipe: recipe)
        store = tmp_path / "models" / f"features-{recipe}.safetensors"
        store.write_bytes(b"damaged")
        assert torch.equal(features.of(files), before)


def test_nothing_of_a_wide_picture_is_cut_off_or_squeezed(draw):
    from custom_images import picture

    square = features.prepared(picture.read(draw("wide.png", size=(400, 100))))
    assert square.shape == (3, 128, 128)
    assert (square[:, :40] == 1).all()  # white above
    assert square[:, 64].std() > 0.1


def test_the_probe_learns_what_can_be_learned():
    torch.manual_seed(0)
    X, y = torch.randn(200, 1280), torch.arange(200) % 4
    X[torch.arange(200), y] += 4
    probe = models.build("linear_probe", classes=4)
    probe.fit(X, y, seed=1)
    assert (train.probabilities(probe, X).argmax(axis=1) == y.numpy()).mean() > 0.95
    again = models.build("linear_probe", classes=4)
    again.fit(X, y, seed=1)
    assert torch.equal(again(X), probe(X))


@pytest.mark.parametrize("option", [{"epochs": 0}, {"epochs": 2.5}, {"weight_decay": 1}])
def test_an_option_that_makes_no_sense_is_explained(option):
    with pytest.raises(models.ModelError, match=f"`{next(iter(option))}` must be"):
        models.build("linear_probe", classes=2, **option)


def test_macro_f1_is_what_scikit_learn_says_for_one_table_and_for_many():
    rng = np.random.default_rng(3)
    labels, answers = rng.integers(0, 4, (2, 200))
    table = np.zeros((4, 4), int)
    np.add.at(table, (labels, answers), 1)
    found = train.scores(np.stack([table, np.eye(4, dtype=int)]))
    assert found["macro_f1"] == pytest.approx([f1_score(labels, answers, average="macro"), 1])
    assert found["accuracy"] == pytest.approx([(labels == answers).mean(), 1])


def test_the_interval_holds_the_score_and_shrinks_with_more_pictures():
    table = np.array([[30, 10], [5, 15]])
    small, large = (train.with_intervals(table * times, seed=1) for times in (1, 20))
    for found in (small, large):
        assert found["test_macro_f1_low"] < found["test_macro_f1"] < found["test_macro_f1_high"]
    width = [each["test_accuracy_high"] - each["test_accuracy_low"] for each in (small, large)]
    assert width[0] == pytest.approx(width[1] * 20**0.5, rel=0.1)


def test_it_beats_both_baselines(result):
    for score in ("accuracy", "macro_f1"):
        assert result.metrics[f"cv_{score}_mean"] > result.metrics[f"baseline_majority_{score}"]
