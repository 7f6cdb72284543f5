"""What the server needs to start: few settings, and none of the libraries that train."""

import subprocess
import sys

import pytest

from mnist.errors import UserError
from mnist.service import serve


def test_a_senseless_setting_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(UserError, match="PORT"):
        serve.from_environment()


def test_serving_needs_no_training_library():
    heavy = "torch keras sklearn pandas matplotlib scipy mlflow onnx onnxscript safetensors"
    code = f"""import sys, mnist.service.serve
from importlib.metadata import entry_points
for extension in entry_points(group="mnist.extensions"):
    extension.load()
print([name for name in {heavy.split()} if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
