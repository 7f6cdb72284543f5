"""What a learner reads when a check of an exercise runs, whatever their code does."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mltrail.rendering import template

SHARED = template.root() / "templates" / "{{ always }}" / "exercises"
CHECK = """
from mine import sums

def test_it_adds():
    assert hasattr(sums, "add"), "`sums` has no `add` yet."
    assert sums.add(1, 2) == 3, f"1 and 2 make 3, not {sums.add(1, 2)}."

def test_it_adds_more():
    assert sums.add(5, 5) == 10, "5 and 5 make 10."
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repo with one module of the learner's and two exercises."""
    repo = tmp_path / "repo"
    package = repo / "src" / "mine"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "sums.py").write_text("")
    for name, check in (
        ("b1_a_sum", CHECK),
        ("b10_more", "def test_more():\n    assert 0, 'No.'\n"),
    ):
        folder = repo / "exercises" / name
        folder.mkdir(parents=True)
        (folder / f"test_{name.partition('_')[0]}.py").write_text(check)
    for file in SHARED.glob("*.*"):
        text = file.read_text("utf-8").replace("LIMIT = 30.0", "LIMIT = 1.0")
        (repo / "exercises" / file.name).write_text(text, "utf-8")
    return repo


def check(repo: Path, *words: str, before: Sequence[str] = ()) -> str:
    """Return what `pytest exercises` prints; `before` is what starts it."""
    own = {"PYTHONPATH": str(repo / "src"), "PATH": os.environ["PATH"]}
    command = [*before, sys.executable, "-m", "pytest", "-p", "no:xdist", "exercises", *words]
    said = subprocess.run(command, cwd=repo, env=own, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in said.stdout + said.stderr
    return said.stdout


def write(repo: Path, code: str) -> None:
    (repo / "src" / "mine" / "sums.py").write_text(code)


def done(repo: Path) -> list[str]:
    file = repo / "exercises" / "progress.json"
    return (
        [k for k, v in json.loads(file.read_text()).items() if v["check"]] if file.exists() else []
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "`sums` has no `add` yet."),
        ("def add(a, b): return 5", "1 and 2 make 3, not 5."),
        ("def add(a, b): return 3", "5 and 5 make 10."),
        ("def add(a, b) return 3", "`src/mine/sums.py`, line 1 is not Python yet"),
        (
            "import nothing_of_this_name",
            "`src/mine/sums.py`, line 1 stopped with ModuleNotFoundError",
        ),
        ("def add(a):\n    return a", "The check stopped with TypeError"),
        (
            "def add(a, b):\n    return a / 0",
            "`src/mine/sums.py`, line 2 stopped with ZeroDivisionError",
        ),
        (
            "def add(a, b):\n    while True: pass",
            "`src/mine/sums.py`, line 2. Is that a loop without",
        ),
        (
            "def add(a, b):\n    raise SystemExit",
            "`src/mine/sums.py`, line 2 stopped with SystemExit",
        ),
        ("raise SystemExit(0)", "`src/mine/sums.py`, line 1 stopped with SystemExit"),
    ],
)
def test_what_is_wrong_is_one_sentence(repo: Path, code: str, sentence: str) -> None:
    write(repo, code)
    said = check(repo, "-k", "b1")
    assert sentence in said
    assert "b1  a sum: not yet" in said
    assert "exercises/b1_a_sum/README.md" in said
    assert done(repo) == []


def test_a_loop_ends_where_ctrl_c_is_switched_off(repo: Path) -> None:
    """As it is for whatever a script runs in the background."""
    write(repo, "def add(a, b):\n    while True: pass")
    off = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"]
    assert "Is that a loop without" in check(repo, "-k", "b1", before=off)


def test_a_second_save_within_a_second_is_seen(repo: Path) -> None:
    sums = repo / "src" / "mine" / "sums.py"
    write(repo, "def add(a, b): return a - b")
    second = int(sums.stat().st_mtime) * 10**9  # a save early in it
    os.utime(sums, ns=(second, second))
    assert "b1  a sum: not yet" in check(repo, "-k", "b1")
    (compiled,) = (sums.parent / "__pycache__").glob("sums.*.pyc")
    os.utime(compiled, ns=(second, second + 10**8))
    write(repo, "def add(a, b): return a + b")
    os.utime(sums, ns=(second, second + 9 * 10**8))  # a save late in it
    assert "b1  a sum: done" in check(repo, "-k", "b1")


def test_what_is_done_is_said_and_kept(repo: Path) -> None:
    write(repo, "def add(a, b): return a + b")
    said = check(repo)
    assert "b1  a sum: done" in said
    assert "b10  more: not yet\n    No." in said
    assert said.rstrip().endswith("1 of 2 exercises are done.\nNext: exercises/b10_more/README.md")
    assert done(repo) == ["b1"]
    entry = json.loads((repo / "exercises" / "progress.json").read_text())["b1"]
    git = ["git", "hash-object", "exercises/b1_a_sum/test_b1.py"]
    known = subprocess.run(git, cwd=repo, capture_output=True, text=True, check=True).stdout
    assert known.startswith(entry["check"])


def test_what_was_done_and_is_no_more_is_told(repo: Path) -> None:
    write(repo, "def add(a, b): return a + b")
    check(repo, "-k", "b1")
    write(repo, "def add(a, b): return a")
    said = check(repo, "-k", "b1")
    assert "b1  a sum: not any more" in said
    assert "1 of 2 exercises are done" in said


def test_one_id_is_not_the_beginning_of_another(repo: Path) -> None:
    said = check(repo, "-k", "b1")
    assert "b10 " not in said


def test_several_can_be_asked_for(repo: Path) -> None:
    (repo / "exercises" / "b2_another").mkdir()
    other = "def test_the_b1_way():\n    assert 0, 'No.'\n"
    (repo / "exercises" / "b2_another" / "test_b2.py").write_text(other)
    said = check(repo, "-k", "b1 or b10")
    assert ("b1  a sum" in said, "b10  more" in said, "b2" in said) == (True, True, False)


def test_half_a_check_does_not_count(repo: Path) -> None:
    write(repo, "def add(a, b): return a + b")
    said = check(repo, "-k", "adds_more")
    assert "only a part of its check was run" in said
    assert done(repo) == []


def test_a_progress_that_cannot_be_kept_is_told_and_the_answer_stays(repo: Path) -> None:
    write(repo, "def add(a, b): return a + b")
    (repo / "exercises" / "progress.json").mkdir()
    said = check(repo, "-k", "b1")
    assert "b1  a sum: done" in said
    assert "cannot be written" in said


def test_a_damaged_progress_is_kept_and_begun_anew(repo: Path) -> None:
    write(repo, "def add(a, b): return a + b")
    (repo / "exercises" / "progress.json").write_text("<<<<<<< HEAD\n")
    said = check(repo, "-k", "b1")
    assert "progress.json was damaged: it is progress.json.bak now" in said
    assert done(repo) == ["b1"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "`exercises/b10_more/answers.toml` is missing. Get it back"),
        ("answer = [", "`exercises/b10_more/answers.toml` cannot be read"),
        (
            'answer = ""',
            "Your answer for `answer` is still missing in exercises/b10_more/",
        ),
    ],
)
def test_answers_that_are_none_are_told(repo: Path, content: str | None, sentence: str) -> None:
    folder = repo / "exercises" / "b10_more"
    (folder / "test_b10.py").write_text("def test_more(answers): pass\n")
    if content is not None:
        (folder / "answers.toml").write_text(content)
    assert sentence in check(repo, "-k", "b10")


PREDICT = """
from mine import sums

def test_your_prediction(predicted):
    assert predicted

def test_it_adds():
    assert sums.add(1, 2) == 3, "1 and 2 make 3."
"""


@pytest.fixture
def predict(repo: Path) -> Callable[..., str]:
    """Write down what the snippet's lines will be, and return what the check says."""
    folder = repo / "exercises" / "b10_more"
    (folder / "test_b10.py").write_text(PREDICT)

    def predict(printed: str, guess: str) -> str:
        (folder / "snippet.py").write_text(f"print({printed!r})")
        (folder / "answers.toml").write_text(f"line_1 = {guess!r}")
        return check(repo, "-k", "b10")

    return predict


@pytest.mark.parametrize(
    ("printed", "guess"),
    [
        ("(4, 3)", " (4,3 )"),
        ("7.0", "7"),
        ("6.50", "6.5"),
        ("5.0%", "5%"),
        ("9%", "9 %"),
        ("nan", "NaN"),
        ("10 0", "10  0"),
    ],
)
def test_a_right_guess_may_be_spelled_otherwise(
    repo: Path, predict: Callable[..., str], printed: str, guess: str
) -> None:
    write(repo, "def add(a, b): return a + b")
    assert "b10  more: done" in predict(printed, guess)


@pytest.mark.parametrize(
    ("printed", "guess"),
    [
        ("(4, 3)", "(3, 4)"),
        ("7.0", "70"),
        ("10 0", "100"),
        ("2.5%", "2%"),
        ("100", "1"),
        ("9%", "9"),
    ],
)
def test_a_wrong_guess_is_told(
    repo: Path, predict: Callable[..., str], printed: str, guess: str
) -> None:
    write(repo, "def add(a, b): return a + b")
    said = predict(printed, guess)
    assert "`line_1` is not what snippet.py prints there. Follow it by hand.\n" in said


def test_a_wrong_guess_does_not_hide_wrong_code(repo: Path, predict: Callable[..., str]) -> None:
    write(repo, "def add(a, b): return a - b")
    assert "Follow it by hand. And your code: 1 and 2 make 3." in predict("7.0", "6")
    said = predict("7.0", "")  # the prediction comes first
    assert "is still missing" in said
    assert "1 and 2 make 3" not in said


@pytest.mark.parametrize("git", [True, False])
def test_a_check_that_asks_git_says_when_git_knows_nothing(repo: Path, git: bool) -> None:
    (repo / "exercises" / "b10_more" / "test_b10.py").write_text("def test(own_tests): pass\n")
    if git:
        subprocess.run(["git", "init", "--quiet"], cwd=repo, check=True)
    said = check(repo, "-k", "b10")
    assert "Git does not answer here" in said
