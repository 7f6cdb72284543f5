"""What the server needs to start: few settings, and none of the libraries that train."""

import subprocess
import sys

import pytest

from titanic import serve
from titanic.errors import UserError


def test_a_senseless_setting_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(UserError, match="PORT"):
        serve.from_environment()


def test_serving_needs_no_training_library():
    heavy = "pandas sklearn matplotlib scipy skops mlflow onnx shap"
    code = f"import sys, titanic.serve; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
