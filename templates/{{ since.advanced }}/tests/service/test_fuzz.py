"""Throw everything at the API that its description allows, and much that it does not."""

import re
import subprocess
import sys


def test_the_api_never_fails_and_never_breaks_its_own_description(address, tmp_path):
    run = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
    run += ["--phases", "examples,coverage,fuzzing", "--max-examples", "200", "--seed", "1"]
    run += ["--generation-deterministic", "--no-color"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) generated", done.stdout)[1]) >= 500
