"""Commands that render nothing do not wait for the libraries that render."""

import subprocess
import sys
from pathlib import Path

import pexpect
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


def test_a_render_that_asks_nothing_loads_no_prompts_and_a_later_one_can_ask(
    tmp_path: Path,
) -> None:
    """Both in one process: what the first did without is there for the second."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom mltrail.rendering import template\n"
        f"there = Path({str(tmp_path)!r})\n"
        "template.render(there / 'quiet', {'project': 'titanic', 'level': 'beginner'})\n"
        "print('prompts' if 'prompt_toolkit' in sys.modules else 'no prompts')\n"
        "template.render(there / 'asked', {'project': 'titanic', 'level': 'beginner'}, ask=True)\n"
    )
    child = pexpect.spawn(sys.executable, ["-c", program], encoding="utf-8", timeout=120)
    child.expect_exact("no prompts")
    child.expect_exact("Name:")
    child.sendline("")
    child.expect_exact("Author:")
    child.sendline("")
    child.expect(pexpect.EOF)
    quiet, asked = (
        {path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*")}
        for name in ("quiet", "asked")
    )
    assert quiet == asked
