"""A real MLflow server for the tests that keep records."""

import pytest
from recording import running


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


@pytest.fixture(scope="module")
def quick_export():
    """Leave the export as it is: it is quick."""
