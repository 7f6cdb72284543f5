"""What the server needs to start: few settings, and none of the libraries that train."""

import subprocess
import sys

import pytest

from titanic.errors import UserError
from titanic.service import serve


def test_a_senseless_setting_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(UserError, match="PORT"):
        serve.from_environment()


@pytest.mark.parametrize("flags", [["--port", "99999"], ["--host", "127.0.0.1", "--port", "-1"]])
def test_a_senseless_flag_is_named(flags):
    with pytest.raises(SystemExit, match="error: --port: "):
        serve.main(flags)


def test_a_flag_counts_more_than_a_variable_even_if_it_is_zero(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    assert serve.from_environment(port=0).port == 0


def test_serving_needs_no_training_library():
    heavy = "pandas sklearn matplotlib scipy skops mlflow onnx shap"
    loaded = f"[module for module in {heavy.split()} if module in sys.modules]"
    code = f"import sys, titanic.service.serve; print({loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
