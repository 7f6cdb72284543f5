"""Every process gets its part of every batch, and no image twice."""

import numpy as np
import pytest

from mnist import augment, learning
from mnist.scaling import loading


def dealt(count, batch, processes, epochs=1):
    """Return, for each epoch, the deals of all processes."""
    teams = [loading.Deals(count, batch, 7, rank, processes) for rank in range(processes)]
    return [[list(deals) for deals in teams] for _ in range(epochs)]


@pytest.mark.parametrize(("count", "batch", "processes"), [(64, 16, 2), (101, 10, 3), (50, 50, 4)])
def test_each_image_is_dealt_once_an_epoch(count, batch, processes):
    (epoch,) = dealt(count, batch, processes)
    places = np.concatenate([deal.places for deals in epoch for deal in deals])
    assert sorted(places) == list(range(count))


@pytest.mark.parametrize(("count", "batch", "processes"), [(64, 16, 2), (101, 10, 3)])
def test_all_processes_take_as_many_steps_on_parts_of_the_same_batches(count, batch, processes):
    (epoch,) = dealt(count, batch, processes)
    assert {len(deals) for deals in epoch} == {-(-count // batch)}
    for step in zip(*epoch, strict=True):
        sizes = [len(deal.places) for deal in step]
        assert max(sizes) - min(sizes) <= 1
        assert {deal.whole for deal in step} == {sum(sizes)}


def test_every_epoch_deals_in_another_order_and_the_same_seed_in_the_same_one():
    first, second = dealt(40, 10, 2, epochs=2)
    again, _ = dealt(40, 10, 2, epochs=2)
    assert str(first) == str(again) != str(second)


def test_the_images_do_not_depend_on_who_prepares_them(few):
    def prepared(workers):
        deals = loading.Deals(len(few), 100, 3)
        feed = loading.loader(few, augment.shifts(2), deals, workers)
        return [(images.numpy(), labels.numpy()) for images, labels, _ in feed]

    here, elsewhere = prepared(0), prepared(2)
    assert len(here) == 3
    for mine, others in zip(here, elsewhere, strict=True):
        assert np.array_equal(mine[0], others[0])
        assert np.array_equal(mine[1], others[1])


@pytest.mark.parametrize(("count", "batch", "processes"), [(300, 1, 2), (300, 301, 1)])
def test_a_batch_that_cannot_be_dealt_is_explained(count, batch, processes):
    with pytest.raises(learning.LearningError, match="--batch"):
        loading.Deals(count, batch, 1, 0, processes)
