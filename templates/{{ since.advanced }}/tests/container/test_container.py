"""The image, run as it is meant to be run: read-only, without rights, stopped by a signal.

Needs an image: `IMAGE=... uv run pytest -m container` (and ENGINE=podman if not Docker).
"""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request

import pytest

ENGINE, IMAGE = os.environ.get("ENGINE", "docker"), os.environ.get("IMAGE")
LIMIT = 450_000_000  # bytes of the image
TRAINING = ["pandas", "sklearn", "matplotlib", "skops", "mlflow"]

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif(not IMAGE, reason="no image: build one and set IMAGE to its name"),
]


def engine(*arguments):
    done = subprocess.run([ENGINE, *arguments], capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def get(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


@pytest.fixture
def run():
    """Return a function that starts a container, with the address it answers at."""
    started = []

    def start(*options):
        port = os.environ.get("CONTAINER_PORT", "8000")
        hard = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"]
        network = ["--network", "host", "-e", f"PORT={port}", "-e", "HOST=127.0.0.1"]
        code, name = engine("run", "--detach", *hard, *network, *options, IMAGE)
        assert code == 0, name
        started.append(name)
        address = f"http://127.0.0.1:{port}"
        while engine("inspect", "--format", "{{.State.Running}}", name) == (0, "true"):
            try:
                get(f"{address}/health")
                return name, address
            except OSError:
                time.sleep(0.2)
        raise AssertionError(engine("logs", name)[1])

    yield start
    for name in started:
        engine("rm", "--force", name)


def test_it_is_healthy_and_answers(run):
    name, address = run()
    assert get(f"{address}/ready")["status"] == "ready"
    description = get(f"{address}/openapi.json")
    example = description["components"]["schemas"]["Request"]["examples"][0]
    assert get(f"{address}/predict", example)["model_version"]
    probe = json.loads(engine("inspect", name)[1])[0]["Config"]["Healthcheck"]["Test"]
    assert probe[0] == "CMD"
    assert engine("exec", name, *probe[1:])[0] == 0


def test_it_is_not_root_and_cannot_write(run):
    name, _ = run()
    assert engine("exec", name, "id", "-u") == (0, "10001")
    code, said = engine("exec", name, "touch", "/app/file")
    assert code != 0
    assert "Read-only" in said


def test_it_ends_cleanly_when_told_to(run):
    name, _ = run()
    engine("stop", "--time", "600", name)  # then it would be killed, with another exit code
    assert engine("inspect", "--format", "{{.State.ExitCode}}", name) == (0, "0")


def test_without_a_model_it_says_so(run):
    _, address = run("-e", "MODEL=/nowhere/model.onnx")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(f"{address}/ready")
    assert refusal.value.code == 503
    assert "does not exist" in json.load(refusal.value)["detail"]


def test_it_is_small_and_carries_no_training_library():
    assert int(engine("image", "inspect", "--format", "{{.Size}}", IMAGE)[1]) < LIMIT
    find = f"import importlib.util as u; print([m for m in {TRAINING} if u.find_spec(m)])"
    assert engine("run", "--rm", IMAGE, "python", "-c", find) == (0, "[]")
