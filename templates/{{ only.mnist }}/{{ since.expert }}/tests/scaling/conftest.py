"""What the tests of training at scale share: little data, a tiny network, a way to run commands."""

import numpy as np
import pytest

from mnist.data import Splits


@pytest.fixture(scope="session")
def splits(sample):
    """Return 300 digits to learn from, 100 to check on, 100 to test."""
    some = sample.take(np.random.default_rng(1).permutation(len(sample))[:500])
    ends = (np.arange(300), np.arange(300, 400), np.arange(400, 500))
    return Splits(*(some.take(end) for end in ends))


@pytest.fixture
def settings(tmp_path):
    """Return a params.yaml that asks for a small network and two epochs."""
    path = tmp_path / "params.yaml"
    path.write_text("seed: 1\nmodel: cnn\noptions: {epochs: 2, width: 4, dropout: 0.0}\n")
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
