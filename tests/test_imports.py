"""Commands that render nothing do not wait for the libraries that render."""

import os
import re
import subprocess
import sys
from pathlib import Path

import copier
import pexpect
import pytest

from mltrail.rendering import template

HEAVY = ("copier", "jinja2", "questionary", "prompt_toolkit", "yaml")


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["list"], ["new", "--help"], ["portfolio", "--help"]]
)
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


CHANGES = {
    "a function": (r"\bscantree\b", "list_files"),
    "a module": (r"\b_main\b", "_core"),
    "how it calls Jinja": (r"\.from_string\((.+)\)", r".from_string(\1, None)"),
    "what it takes to ask": (
        r"import confirm, unsafe_prompt",
        "import confirm, text, unsafe_prompt",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_copier_renders_the_same(change: str, tmp_path: Path) -> None:
    """What is private to Copier makes a render quicker where it is there, and is not needed."""
    pattern, replacement = CHANGES[change]
    changed = 0
    for file in Path(copier.__file__).parent.glob("*.py"):
        text, found = re.subn(pattern, replacement, file.read_text("utf-8"))
        name = re.sub(pattern, replacement, file.name) if change == "a module" else file.name
        changed += found
        (tmp_path / "copier").mkdir(exist_ok=True)
        (tmp_path / "copier" / name).write_text(text, "utf-8")
    assert changed
    program = (
        "from pathlib import Path\nfrom mltrail.rendering import template\n"
        "answers = {'project': 'titanic', 'level': 'beginner', 'name': 'x', 'author': 'Ada'}\n"
        f"template.render(Path({str(tmp_path / 'other')!r}), answers)\n"
        "import copier\nprint(copier.__file__)\n"
    )
    words = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
    answers = {"project": "titanic", "level": "beginner", "name": "x", "author": "Ada"}
    template.render(tmp_path / "ours", answers)
    assert _contents(tmp_path / "other") == _contents(tmp_path / "ours")


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
