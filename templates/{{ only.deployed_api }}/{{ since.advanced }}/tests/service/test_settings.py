"""What the server needs to start: few settings, and none of the libraries that train."""

import subprocess
import sys

import pytest

from deployed_api.access import gate
from deployed_api.errors import UserError
from deployed_api.service import serve


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("RATE", "often"),
        ("BURST", "-1"),
        ("API_KEYS", "alice"),
        ("API_KEYS", "Alice:" + "0" * 64),
    ],
)
def test_a_senseless_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=name):
        serve.create_app()


def test_a_senseless_pause_is_named(monkeypatch):
    monkeypatch.setenv("FOLLOW", "soon")
    with pytest.raises(UserError, match="FOLLOW"):
        serve.create_app(serve.Settings(model="models:/deployed_api@champion"))


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("me", False)],
)
def test_an_address_is_known_to_be_this_computers(host, only_here):
    assert gate.local(host) == only_here


def test_serving_needs_no_training_library():
    heavy = "pandas sklearn matplotlib scipy skops mlflow onnx shap yaml"
    code = f"""
import sys
from deployed_api.service import serve
serve.create_app()
print([m for m in {heavy.split()} if m in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
