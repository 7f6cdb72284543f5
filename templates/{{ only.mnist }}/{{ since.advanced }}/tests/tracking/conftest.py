"""One exported model for all tests of tracking: tracing a network takes seconds."""

import shutil

import pytest

from mnist.tracking import export


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
