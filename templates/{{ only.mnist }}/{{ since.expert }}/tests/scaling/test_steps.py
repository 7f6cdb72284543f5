"""A step does the same alone, with others, in another order and, nearly, with half the digits."""

from pathlib import Path

import averaging
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from torch.optim import AdamW
from torch.optim.lr_scheduler import ConstantLR

from mnist import models
from mnist.scaling import parallel, steps
from mnist.scaling.ways import Way

FOLDER = Path(__file__).parent


def trained(splits, way, count=30):
    """Return the losses of some steps on the same images, and the network."""
    network = models.build("cnn", width=4, dropout=0.0, shift=0)
    module = steps.Module(network, way, seed=1)
    optimizer = AdamW([one for one in module.parameters() if one.requires_grad], 0.003)
    some = steps.dataset(network, splits.train.take(np.arange(64)))
    batch = tuple(torch.stack(part) for part in zip(*(some[n] for n in range(64)), strict=True))
    schedule = ConstantLR(optimizer, factor=1)
    losses = [steps.train_epoch(module, [batch], optimizer, schedule)[0] for _ in range(count)]
    network.net = module.net
    return losses, network


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Run averaging.py in two processes; return a function that reads what each has found."""
    folder = tmp_path_factory.mktemp("two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(FOLDER))
        parallel.launch("averaging", [str(folder)], processes=2)
    return lambda name: [load_file(folder / f"{name}-{rank}.safetensors") for rank in (0, 1)]


def test_two_processes_average_their_gradients_to_that_of_the_whole_batch(two):
    first, second = two("learned")
    alone = averaging.learned(parallel.Team())
    assert set(first) == set(second) == set(alone)
    assert sum("gradient" in name for name in alone) == 2
    for name in alone:
        assert np.array_equal(first[name], second[name]), name
        assert first[name] == pytest.approx(alone[name], abs=2e-5), name


def test_processes_that_see_other_images_average_what_batch_norm_measured(two):
    first, second = two("measured")
    dark, bright = (averaging.measured(parallel.Team(), rank) for rank in (0, 1))
    statistics = [name for name in dark if name.endswith(("mean", "var", "variance"))]
    assert len(statistics) == 6  # a mean and a variance for each of three layers
    for name in statistics:
        assert np.abs(dark[name] - bright[name]).max() > 0.001, name
        assert np.array_equal(first[name], second[name]), name
        assert first[name] == pytest.approx((dark[name] + bright[name]) / 2, abs=1e-5), name


def test_steps_make_the_loss_smaller_and_the_network_can_be_asked(splits):
    losses, network = trained(splits, Way(64))
    assert losses[-1] < 0.5 * losses[0]
    images = splits.train.images[:64]
    assert (network.predict_proba(images).argmax(1) == splits.train.labels[:64]).mean() > 0.2


@pytest.mark.parametrize("layout", steps.LAYOUTS)
def test_the_order_in_memory_changes_nothing_but_the_last_digits(splits, layout):
    plain, changed = (trained(splits, way, 5)[0] for way in (Way(64), Way(64, layout=layout)))
    assert changed == pytest.approx(plain, rel=0.02)


def test_mixed_precision_learns_nearly_the_same_and_keeps_weights_of_32_bits(splits):
    plain, (mixed, network) = trained(splits, Way(64))[0], trained(splits, Way(64, "bfloat16"))
    assert mixed[0] == pytest.approx(plain[0], rel=0.05)
    assert mixed[0] != plain[0]  # it did compute with other numbers
    assert mixed[-1] < 0.5 * mixed[0]
    kinds = {array.dtype for array in network.arrays().values() if array.ndim > 1}
    assert kinds == {np.dtype("f4")}


def test_a_mixed_network_leaves_the_next_one_as_it_was(splits):
    before = trained(splits, Way(64), 3)[0]
    trained(splits, Way(64, "bfloat16"), 1)
    assert trained(splits, Way(64), 3)[0] == before


def test_nccl_is_for_graphics_cards():
    assert parallel.backend() == ("nccl" if torch.cuda.is_available() else "gloo")
