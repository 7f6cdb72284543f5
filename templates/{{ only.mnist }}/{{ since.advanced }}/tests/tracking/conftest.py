"""One exported model for all tests of tracking: tracing a network takes seconds."""

import shutil

import pytest
from recording import running

from mnist.tracking import export, flavour


@pytest.fixture(scope="session")
def exported(result, tmp_path_factory):
    """Return the folder with model.onnx and model.json."""
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, result.params, result.metrics, folder)
    return folder


@pytest.fixture(scope="session")
def copied(exported):
    """Return a function that takes the place of `export.write`, for the model of `result`."""

    def write(model, settings, metrics, folder):
        shutil.copytree(exported, folder, dirs_exist_ok=True)
        return [folder / "model.onnx", folder / "model.json"]

    return write


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


@pytest.fixture(scope="module")
def quick_export(copied, sample):
    """Export once for all records, and measure on the digits in the repo."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "write", copied)
        patch.setattr(flavour.data, "load", lambda *_: sample)
        yield
