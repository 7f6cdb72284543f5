"""Every process gets its part of every batch, and no image twice."""

import numpy as np
import pytest
from torch.utils.data import Dataset

from mnist import history
from mnist.scaling import loading
from mnist.scaling.parallel import Team
from mnist.scaling.ways import Way


class Numbers(Dataset):
    """Its own positions, so that a test sees which are dealt to whom."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return index


def dealt(count, batch_size, processes, epoch=1):
    """Return the batches of all processes."""
    found = []
    for rank in range(processes):
        loader = loading.loader(Numbers(count), Way(batch_size), 7, Team(rank, processes))
        loader.sampler.set_epoch(epoch)
        found.append([batch.tolist() for batch in loader])
    return found


@pytest.mark.parametrize(("count", "batch", "processes"), [(64, 16, 2), (101, 10, 2), (99, 9, 3)])
def test_no_image_is_dealt_twice_and_fewer_are_left_out_than_there_are_processes(
    count, batch, processes
):
    places = np.concatenate(
        [part for batches in dealt(count, batch, processes) for part in batches]
    )
    assert len(set(places.tolist())) == len(places) > count - processes


@pytest.mark.parametrize(("count", "batch", "processes"), [(64, 16, 2), (101, 10, 2)])
def test_all_processes_take_as_many_steps_on_parts_of_one_size(count, batch, processes):
    first, second = dealt(count, batch, processes)
    assert [len(part) for part in first] == [len(part) for part in second]
    assert len(first[0]) == batch // processes


def test_the_parts_of_two_are_the_batch_of_one():
    first, second = dealt(64, 16, 2)
    (alone,) = dealt(64, 16, 1)
    together = [sorted(a + b) for a, b in zip(first, second, strict=True)]
    assert together == [sorted(batch) for batch in alone]


def test_every_epoch_deals_in_another_order_and_the_same_seed_in_the_same_one():
    assert dealt(40, 10, 2) == dealt(40, 10, 2) != dealt(40, 10, 2, epoch=2)


def test_a_batch_that_cannot_be_dealt_is_explained():
    with pytest.raises(history.TrainingError, match="--batch-size"):
        loading.part_of(7, 2)
