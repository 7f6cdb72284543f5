"""How a command fails: with one sentence, and never with a traceback."""

import pytest


def failure(capsys, command, *arguments):
    """Run a command that must fail; return exit code and message."""
    with pytest.raises(SystemExit) as stop:
        command([str(argument) for argument in arguments])
    message = stop.value.code if isinstance(stop.value.code, str) else capsys.readouterr().err
    assert "Traceback" not in message
    return (1 if isinstance(stop.value.code, str) else stop.value.code), message
