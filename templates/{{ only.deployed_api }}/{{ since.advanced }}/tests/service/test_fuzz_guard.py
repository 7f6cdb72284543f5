"""No question of any kind gets past the guard without a key."""

import re
import subprocess
import sys

import pytest
from listening import listening

from deployed_api.access import keys
from deployed_api.service import serve

KEY = "loans_of_a_test"


@pytest.fixture
def guarded(monkeypatch, exported):
    """Return the address of a server that wants a key, and limits nobody."""
    monkeypatch.setenv("API_KEYS", f"fuzzer:{keys.fingerprint(KEY)}")
    monkeypatch.setenv("RATE_LIMIT", "")
    yield from listening(serve.create_app(serve.Settings(model=str(exported / "model.onnx"))))


def test_no_question_of_any_kind_gets_past_the_guard_without_a_key(guarded, tmp_path):
    """The fuzzer takes the key away, or sends another, and must always be refused."""
    run = [sys.executable, "-m", "schemathesis.cli", "run", f"{guarded}/openapi.json"]
    run += ["-H", f"Authorization: Bearer {KEY}"]
    run += ["--checks", "ignored_auth,status_code_conformance"]
    run += ["--phases", "examples,fuzzing", "--max-examples", "20", "--seed", "1", "--no-color"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) >= 50
