"""Commands that render nothing do not wait for the libraries that render."""

import subprocess
import sys

import pytest

HEAVY = ("copier", "jinja2", "questionary", "prompt_toolkit", "yaml")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["list"], ["new", "--help"]])
def test_no_heavy_import(words: list[str]) -> None:
    program = (
        "import sys\nfrom mltrail.cli import main\n"
        f"sys.argv = ['mltrail', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n', *sys.modules, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = set(done.stdout.splitlines())
    assert "mltrail.cli" in loaded
    assert not loaded & set(HEAVY)
