"""Real MLflow servers for all tests that keep records: an open one, and one with a login."""

import os

import pytest
from recording import running

SETTINGS = """[mlflow]
default_permission = READ
database_uri = sqlite:///{folder}/users.db
admin_username = alice
admin_password = {password}
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
"""

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


@pytest.fixture(scope="session")
def password():
    """Return alice's; it needs escaping in a URL."""
    return "of-a-test/@:1"


@pytest.fixture(scope="session")
def guarded(tmp_path_factory, password):
    """Return the address of a server that knows nobody but alice."""
    folder = tmp_path_factory.mktemp("guarded")
    file = folder / "users.ini"
    file.write_text(SETTINGS.format(folder=folder.as_posix(), password=password))
    own = {"MLFLOW_AUTH_CONFIG_PATH": str(file), "MLFLOW_FLASK_SERVER_SECRET_KEY": "of a test"}
    with running(folder, "--app-name", "basic-auth", **own) as address:
        yield address


@pytest.fixture(scope="module")
def quick_export():
    """Leave the export as it is: it is quick."""
