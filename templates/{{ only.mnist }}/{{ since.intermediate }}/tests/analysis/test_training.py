"""Distortions, schedules and early stopping do what they say."""

import numpy as np
import pytest

from mnist import learning, models
from mnist.learning import Epoch
from mnist.models import _distort as distort
from mnist.models import _schedules as schedules
from mnist.models import _stopping as stopping

STILL = {"degrees": 0.0, "stretch": 0.0, "slant": 0.0, "shift": 0.0}


def test_no_distortion_changes_nothing(few):
    same = distort.distort(few.images, np.random.default_rng(0), **STILL)
    assert (same == few.images).all()


@pytest.mark.parametrize(
    "way", [{"degrees": 15.0}, {"stretch": 0.2}, {"slant": 0.3}, {"shift": 2.0}]
)
def test_every_distortion_changes_images_and_keeps_their_ink(few, way):
    before = few.images.copy()
    changed = distort.distort(few.images, np.random.default_rng(0), **STILL | way)
    assert (few.images == before).all()
    assert (changed.shape, changed.dtype) == (before.shape, np.uint8)
    assert (changed != before).any(axis=(1, 2)).mean() > 0.95
    assert changed.mean() == pytest.approx(before.mean(), rel=0.05)


def test_reading_between_pixels_mixes_them():
    image = np.zeros((1, 3, 3), np.uint8)
    image[0, 1, 1] = 100
    rows = np.full((1, 1, 1), 1.0)
    for column, expected in ((1.0, 100), (1.5, 50), (0.25, 25), (9.0, 0), (-9.0, 0)):
        found = distort.sampled(image, rows, np.full((1, 1, 1), column))
        assert found[0, 0, 0] == pytest.approx(expected)


@pytest.mark.parametrize("name", sorted(schedules.KNOWN))
def test_a_schedule_stays_between_nothing_and_the_full_rate(name):
    rates = [schedules.named(name)(progress) for progress in np.linspace(0, 1, 101)]
    assert min(rates) >= 0
    assert max(rates) == pytest.approx(1)
    assert name == "constant" or rates[-1] < 0.05


def test_a_misspelt_schedule_gets_a_suggestion():
    with pytest.raises(learning.LearningError, match="Did you mean `cosine`"):
        models.build("cnn_distorted", schedule="cosin")


class Scripted:
    """A model whose validation loss follows a script; its weight is the number of the epoch."""

    def __init__(self, losses):
        self.losses, self.epoch = losses, 0

    def fit(self, learn, validation, seed, watch):
        for number, loss in enumerate(self.losses, start=1):
            self.epoch = number
            if watch(Epoch(self.epoch, loss, 0.5, loss, 0.5)):
                break

    def arrays(self):
        return {"epoch": np.array(self.epoch)}

    def restore(self, arrays):
        self.epoch = int(arrays["epoch"])


def test_it_stops_after_the_patience_and_goes_back_to_the_best():
    model, seen = Scripted([3, 2, 1, 4, 5, 0.5]), []
    stopper = stopping.EarlyStopping(model, patience=2)
    stopper.fit(None, None, 1, lambda epoch: bool(seen.append(epoch.number)))
    assert seen == [1, 2, 3, 4, 5]
    assert model.epoch == 3


def test_the_watch_can_stop_it_earlier():
    model = Scripted([3, 2, 1])
    stopping.EarlyStopping(model, patience=9).fit(None, None, 1, lambda epoch: epoch.number == 2)
    assert model.epoch == 2


@pytest.mark.parametrize("patience", [-1, 1.5, "long"])
def test_a_senseless_patience_is_explained(patience, few):
    with pytest.raises(learning.LearningError, match="`patience`"):
        models.build("cnn_distorted", patience=patience).fit(few, few, 1)


def test_a_network_that_stopped_early_answers_like_its_best_epoch(few):
    model = models.build("cnn_distorted", epochs=3, patience=1, schedule="constant", width=2)
    losses = []
    model.fit(few, few, 1, lambda epoch: bool(losses.append(epoch.validation_loss)))
    reached = learning.log_loss(few.labels, model.predict_proba(few.images))
    assert reached == pytest.approx(min(losses), abs=1e-4)
