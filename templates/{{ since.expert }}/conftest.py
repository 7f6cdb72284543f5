"""Tests ask the service a lot; none of it belongs into the request log. Many call commands."""

import os

import pytest

os.environ["REQUEST_LOG"] = ""


@pytest.fixture
def code(capfd):
    """Return a function: run a command, get its exit code and what it said."""

    def run(command, *arguments):
        try:
            command([str(argument) for argument in arguments])
        except SystemExit as stop:
            said = capfd.readouterr()
            if isinstance(stop.code, str):
                return 1, stop.code
            return stop.code or 0, said.out + said.err
        return 0, capfd.readouterr().out

    return run
