"""A step does the same alone, with others, in another order and, nearly, with half the digits."""

from pathlib import Path

import averaging
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from mnist import models
from mnist.scaling import parallel, steps
from mnist.scaling.ways import Way

FOLDER = Path(__file__).parent


def trained(parts, way, count=30):
    """Return the losses of some steps on the same images, and the weights."""
    network = models.build("cnn", width=4, dropout=0.0)
    training = steps.Steps(network, way, seed=1)
    batch = torch.from_numpy(parts.learn.images[:64]), torch.from_numpy(parts.learn.labels[:64])
    losses = [float(training.take(*batch, rate=0.003)[0]) / 64 for _ in range(count)]
    return losses, training.arrays(), network


def test_two_processes_average_their_gradients_to_that_of_the_whole_batch(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(FOLDER))
    parallel.launch("averaging", [str(tmp_path)], processes=2)
    first, second = (load_file(tmp_path / f"{rank}.safetensors") for rank in (0, 1))
    alone = averaging.learned(parallel.Team())
    assert set(first) == set(second) == set(alone)
    assert sum("gradient" in name for name in alone) == 2
    for name in alone:
        assert np.array_equal(first[name], second[name]), name
        assert first[name] == pytest.approx(alone[name], abs=2e-5), name


def test_processes_that_see_other_images_average_what_batch_norm_measured(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(FOLDER))
    parallel.launch("averaging", [str(tmp_path), "measured"], processes=2)
    first, second = (load_file(tmp_path / f"{rank}.safetensors") for rank in (0, 1))
    dark, bright = (averaging.measured(rank) for rank in (0, 1))
    statistics = [name for name in dark if name.endswith(("mean", "var", "variance"))]
    assert len(statistics) == 6  # a mean and a variance for each of three layers
    for name in statistics:
        assert np.abs(dark[name] - bright[name]).max() > 0.001, name
        assert np.array_equal(first[name], second[name]), name
        assert first[name] == pytest.approx((dark[name] + bright[name]) / 2, abs=1e-5), name


def test_steps_make_the_loss_smaller_and_the_weights_fit_the_network(parts):
    losses, arrays, network = trained(parts, Way(64))
    assert losses[-1] < 0.5 * losses[0]
    network.restore(arrays)
    images = parts.learn.images[:64]
    assert (network.predict_proba(images).argmax(1) == parts.learn.labels[:64]).mean() > 0.2


@pytest.mark.parametrize("layout", steps.LAYOUTS)
def test_the_order_in_memory_changes_nothing_but_the_last_digits(parts, layout):
    plain, changed = trained(parts, Way(64), 5)[0], trained(parts, Way(64, layout=layout), 5)[0]
    assert changed == pytest.approx(plain, rel=0.02)


def test_mixed_precision_learns_nearly_the_same_and_keeps_weights_of_32_bits(parts):
    plain, (mixed, arrays, _) = trained(parts, Way(64))[0], trained(parts, Way(64, "bfloat16"))
    assert mixed[0] == pytest.approx(plain[0], rel=0.05)
    assert mixed[0] != plain[0]  # it did compute with other numbers
    assert mixed[-1] < 0.5 * mixed[0]
    assert {array.dtype for name, array in arrays.items() if "conv" in name} == {np.dtype("f4")}


def test_a_mixed_network_leaves_the_next_one_as_it_was(parts):
    before = trained(parts, Way(64), 3)[0]
    trained(parts, Way(64, "bfloat16"), 1)
    assert trained(parts, Way(64), 3)[0] == before


def test_float16_and_nccl_are_for_graphics_cards():
    assert ("float16" in steps.precisions()) == torch.cuda.is_available()
    assert parallel.backend() == ("nccl" if torch.cuda.is_available() else "gloo")
