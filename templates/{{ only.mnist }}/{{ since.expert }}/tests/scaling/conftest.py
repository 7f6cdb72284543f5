"""What the tests of training at scale share: little data, a tiny network, a way to run commands."""

import shutil

import numpy as np
import pytest

from mnist import data
from mnist.data import Splits


@pytest.fixture(scope="session")
def splits(sample):
    """Return 300 digits to learn from, 100 to check on, 100 to test."""
    some = sample.take(np.random.default_rng(1).permutation(len(sample))[:500])
    ends = (np.arange(300), np.arange(300, 400), np.arange(400, 500))
    return Splits(*(some.take(end) for end in ends))


@pytest.fixture(scope="session")
def copy(sample, tmp_path_factory):
    """Return a copy of this repo that comes with 1,000 digits: from there, programs are quick."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(data.ROOT / "src", folder / "src")
    (folder / "data").mkdir()
    some = np.random.default_rng(1).permutation(len(sample))[:1000]
    digits = {"images": sample.images[some], "labels": sample.labels[some]}
    np.savez(folder / "data" / "digits.npz", **digits)
    return folder


@pytest.fixture(scope="module")
def small(copy):
    """Let commands, in this process and in others, run in the copy with 1,000 digits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(copy / "src"))
        patch.setattr(data, "SAMPLE", copy / "data" / "digits.npz")
        patch.setattr(data, "FULL", copy / "nothing")
        yield


@pytest.fixture
def settings(tmp_path):
    """Return a params.yaml that asks for a small network."""
    path = tmp_path / "params.yaml"
    path.write_text("seed: 1\nmodel: cnn\noptions: {epochs: 12, width: 4, dropout: 0.0}\n")
    return path


@pytest.fixture
def run(capfd):
    """Return a function: run a command, get its exit code and what it said."""

    def of(command, *arguments):
        try:
            command([str(argument) for argument in arguments])
        except SystemExit as stop:
            said = capfd.readouterr()
            if isinstance(stop.code, str):
                return 1, stop.code
            return stop.code or 0, said.out + said.err
        said = capfd.readouterr()
        return 0, said.out + said.err

    return of
