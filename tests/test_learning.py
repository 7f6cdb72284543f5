"""The learning loop: checks, hints, solutions and the next step, as a learner meets them."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from mltrail import catalog
from mltrail.learning import exercises, shipped
from mltrail.learning.exercises import Exercise
from mltrail.rendering import template

Run = Callable[..., subprocess.CompletedProcess[str]]
SOLUTIONS = template.root() / "solutions"

# Stands for the repo's Python where only what mltrail does with the answer is tested.
PYTHON = f"""#!{sys.executable}
import json, os, pathlib
repo = pathlib.Path(os.environ["EXERCISES_REPO"])
done = (repo / "src" / "solved.py").exists()
said = {{"b1": "" if done else "Nothing is solved yet.", "": ""}}
pathlib.Path(os.environ["EXERCISES_REPORT"]).write_text(json.dumps(said))
"""


def every() -> list[tuple[str, Exercise]]:
    found = {}
    for project in catalog.load().projects.values():
        highest = list(project.levels)[-1]
        options = catalog.load().options
        choices: list[dict[str, str]] = [
            {},
            *({name: one} for name in project.options for one in options[name].choices),
        ]
        for choice in choices:
            answers = {"project": project.name, "level": highest, **choice}
            for exercise in exercises.of(answers):
                found[f"{project.name}-{exercise.id}-{exercise.source}"] = (project.name, exercise)
    return list(found.values())


EVERY = every()
IDS = [f"{project}-{exercise.id}" for project, exercise in EVERY]


@pytest.mark.parametrize(("project", "exercise"), EVERY, ids=IDS)
def test_an_exercise_is_whole(project: str, exercise: Exercise) -> None:
    assert exercise.title
    assert len(exercise.task()) > 200
    assert f"uv run pytest exercises -k {exercise.id}`" in exercise.task()
    hints = exercise.hints()
    assert len(hints) == 3
    assert all(len(hint) > 40 for hint in hints)
    assert len(set(hints)) == 3
    home = SOLUTIONS / project / exercise.id
    assert (home / "solve.yaml").is_file()
    assert len(list((home / "near").glob("*.yaml"))) >= 2


@pytest.mark.parametrize("project", sorted({project for project, _ in EVERY}))
def test_the_index_names_every_exercise(project: str) -> None:
    answers = {"project": project, "level": "beginner"}
    text = shipped.files(answers, "EXERCISES.md")["EXERCISES.md"].read_text("utf-8")
    own = [exercise for name, exercise in EVERY if name == project]
    assert [f"| {e.id} | " in text and e.title in text for e in own] == [True] * len(own)


def test_no_solution_is_without_its_exercise() -> None:
    kept = {f"{path.parent.name}-{path.name}" for path in SOLUTIONS.glob("*/*")}
    assert kept == set(IDS)


@pytest.fixture
def ship(mltrail: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repo with exercises, and a Python that says what PYTHON says."""
    made = mltrail("new", "ship", "--project", "titanic", "--level", "beginner")
    assert made.returncode == 0, made.stderr
    python = work / "ship" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    monkeypatch.chdir(work / "ship")
    return work / "ship"


def call(ship: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mltrail", *words],
        cwd=ship,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def progress(ship: Path) -> dict[str, dict[str, object]]:
    content: dict[str, dict[str, object]] = json.loads(
        (ship / "exercises" / "progress.json").read_text("utf-8")
    )
    return content


def passed(ship: Path, *ids: str) -> None:
    """Write down that checks were passed, as they do it themselves."""
    repo = exercises.find(ship)
    for name in ids:
        exercise = repo.exercise(name)
        repo.remember(exercise, check=exercises.progress().identity(exercise.check.read_bytes()))


def test_a_check_says_what_is_missing_and_that_it_is_done(ship: Path) -> None:
    said = call(ship, "check", "b1")
    assert (said.returncode, "b1  Who would you have been?: not yet" in said.stdout) == (1, True)
    assert "    Nothing is solved yet." in said.stdout
    (ship / "src" / "solved.py").touch()
    said = call(ship, "check", "b1")
    assert (said.returncode, "done, verified now" in said.stdout) == (0, True)
    found = json.loads(call(ship, "check", "b1", "--json").stdout)
    assert [(entry["id"], entry["done"], entry["why"]) for entry in found] == [("b1", True, "")]


def test_a_check_works_from_any_folder_of_the_repo(ship: Path) -> None:
    assert "b1" in call(ship / "src" / "titanic", "check", "b1").stdout


def test_each_mistake_in_a_command_has_its_sentence(ship: Path) -> None:
    assert "no exercise `b9`. " not in call(ship, "check", "b9").stdout
    assert "There is no exercise `b9`" in call(ship, "check", "b9").stderr
    assert "exclude each other" in call(ship, "check", "b1", "--all").stderr
    assert "is in no repo that mltrail made" in call(ship.parent, "next").stderr
    (ship / ".venv" / "bin" / "python").unlink()
    assert "`ship` is not installed yet" in call(ship, "check").stderr
    assert "`learn` needs a terminal" in call(ship, "learn").stderr


def test_checks_that_cannot_run_say_so(ship: Path) -> None:
    python = ship / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\necho 'No module named pytest' >&2; exit 1\n")
    said = call(ship, "check", "b1")
    assert "The checks cannot run here: No module named pytest" in said.stderr
    assert "uv sync" in said.stderr


def test_hints_come_one_by_one_and_are_counted(ship: Path) -> None:
    texts = [call(ship, "hint", "b4").stdout for _ in range(4)]
    assert ["hint 1 of 3" in texts[0], "hint 2 of 3" in texts[1]] == [True, True]
    assert "That was the last" in texts[2]
    assert texts[2] == texts[3]
    assert progress(ship)["b4"] == {"check": "", "hints": 3, "solution": False}
    assert max(map(len, "".join(texts).splitlines())) <= 80


def test_a_solution_is_shown_after_success_or_to_who_gives_up(ship: Path) -> None:
    refused = call(ship, "solution", "b4")
    assert (refused.returncode, "is not solved yet" in refused.stderr) == (2, True)
    shown = call(ship, "solution", "b4", "--give-up").stdout
    assert '+        "fare_per_person":' in shown
    assert progress(ship)["b4"]["solution"] is True
    passed(ship, "b5")
    own = ship / "src" / "titanic" / "models" / "my_forest.py"
    own.write_text("TREES = 1\n")
    after = call(ship, "solution", "b5").stdout
    assert "-TREES = 1" in after
    assert "+def build(" in after
    assert progress(ship)["b5"]["solution"] is False
    assert own.read_text() == "TREES = 1\n"


def test_a_solution_is_shown_where_the_lines_were_changed_already(ship: Path) -> None:
    features = ship / "src" / "titanic" / "features.py"
    text = features.read_text("utf-8").replace('"family_size"]', '"family_size", "mine"]')
    features.write_text(text)
    shown = call(ship, "solution", "b4", "--give-up").stdout
    assert '-NUMERIC = ["age", "log_fare", "family_size", "mine"]' in shown
    assert "+NUMERIC = " in shown


def test_next_goes_through_the_exercises_then_up_then_to_another_project(ship: Path) -> None:
    def step() -> dict[str, object]:
        content: dict[str, object] = json.loads(call(ship, "next", "--json").stdout)
        return content

    assert step()["command"] == "mltrail learn b1"
    passed(ship, "b1", "b2")
    assert step()["command"] == "mltrail learn b3"
    passed(ship, "b3", "b4")
    up = step()
    assert up["command"] == "mltrail level-up --dry-run"
    assert "b5, b6 will still be there" in str(up["why"])
    said = call(ship, "next").stdout
    assert "4 of 6 exercises done" in said
    assert max(map(len, said.splitlines())) <= 80


def test_the_highest_level_says_so_and_points_on(mltrail: Run, work: Path) -> None:
    assert mltrail("new", "f", "--project", "foundations", "--level", "beginner").returncode == 0
    said = call(work / "f", "level-up")
    assert (said.returncode, "the highest of `foundations`" in said.stderr) == (1, True)
    assert "`mltrail next` says what comes now" in said.stderr
    passed(work / "f", *(exercise.id for exercise in exercises.find(work / "f").exercises))
    onward = call(work / "f", "next").stdout
    assert "36 of 36 exercises done" in onward
    assert "Begin the project " in onward


def test_quick_commands_leave_copier_alone(ship: Path) -> None:
    for words in (["next"], ["hint", "b1"], ["roadmap"]):
        script = (
            "import sys; from mltrail.cli import app\n"
            f"sys.argv = ['mltrail', *{words}]\n"
            "try: app()\nexcept SystemExit: pass\n"
            "print('copier' in sys.modules)"
        )
        said = subprocess.run(
            [sys.executable, "-c", script], cwd=ship, capture_output=True, text=True
        )
        assert said.stdout.splitlines()[-1] == "False", (words, said.stderr)


def test_a_check_of_another_version_counts_as_altered(ship: Path) -> None:
    repo = exercises.find(ship)
    repo.remember(repo.exercise("b2"), check="0123456789ab")
    assert repo.states()["b2"] == "altered"
    assert "altered: b2" in call(ship, "check", "b1").stdout


@pytest.mark.parametrize(
    ("lenient", "state"), [(False, "recorded"), (True, "altered")], ids=["renamed", "and-lenient"]
)
def test_a_renamed_package_lets_no_altered_check_pass(
    ship: Path, lenient: bool, state: str
) -> None:
    (ship / "src" / "titanic").rename(ship / "src" / "voyage")
    repo = exercises.find(ship)
    own = ship / repo.exercise("b2").folder / "test_b2.py"
    text = own.read_text("utf-8").replace("titanic", "voyage")
    own.write_text(text.replace("assert ", "assert True or ") if lenient else text, "utf-8")
    repo.remember(repo.exercise("b2"), check=exercises.progress().identity(own.read_bytes()))
    assert repo.states()["b2"] == state


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1, 2]",
        '{"b1": 3}',
        '{"b1": {"check": 5}}',
        '<<<<<<< HEAD\n{"b1": {}}\n=======\n{}\n>>>>>>> other\n',
        "\ufeff{}",
        "[" * 100_000,
    ],
)
def test_a_damaged_progress_is_kept_aside_and_begun_anew(ship: Path, content: str) -> None:
    file = ship / "exercises" / "progress.json"
    file.write_text(content, "utf-8")
    assert call(ship, "next").returncode == 0
    assert call(ship, "hint", "b1").returncode == 0
    assert progress(ship) == {"b1": {"check": "", "hints": 1, "solution": False}}
    kept = ship / "exercises" / "progress.json.bak"
    assert kept.read_text("utf-8") == content


def test_a_progress_that_cannot_be_written_is_told(ship: Path) -> None:
    (ship / "exercises" / ".progress.json.lock").write_text("a file in the way")
    folder = ship / "exercises"
    folder.rename(ship / "kept")
    (ship / "exercises").write_text("no folder")
    said = call(ship, "hint", "b1")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr


def test_two_at_once_lose_nothing(ship: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from mltrail.learning import exercises\n"
        f"repo = exercises.find(Path({str(ship)!r})); own = repo.exercise(sys.argv[1])\n"
        "for number in range(1, 41): repo.remember(own, hints=number)\n"
    )
    names = ["b1", "b2", "b3"]
    running = [subprocess.Popen([sys.executable, "-c", script, name]) for name in names]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert {key: entry["hints"] for key, entry in progress(ship).items()} == dict.fromkeys(
        names, 40
    )


def test_a_lock_that_was_left_behind_is_no_lock(ship: Path) -> None:
    lock = ship / "exercises" / ".progress.json.lock"
    lock.mkdir()
    old = time.time() - 60
    os.utime(lock, (old, old))
    assert call(ship, "hint", "b1").returncode == 0


def test_learn_shows_an_exercise_checks_each_save_and_leaves_the_terminal_alone(ship: Path) -> None:
    screen = pexpect.spawn(
        sys.executable,
        ["-m", "mltrail", "learn"],
        cwd=ship,
        encoding="utf-8",
        dimensions=(30, 80),
        timeout=120,
    )
    screen.expect("Who would you have been")
    screen.expect("Nothing is solved yet")
    screen.send("h")
    screen.expect("Hint 1")
    screen.setwinsize(20, 60)
    (ship / "src" / "solved.py").touch()
    screen.expect("Done!")
    screen.send("l")
    screen.expect("b6")
    screen.send("q")
    screen.expect("0 of 6 done")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_learn_ends_with_its_terminal(ship: Path) -> None:
    """A window that is closed sends a signal, and whoever ignores that one must notice, too."""
    ours, theirs = pty.openpty()
    learn = subprocess.Popen(
        [sys.executable, "-m", "mltrail", "learn"],
        cwd=ship,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # so nobody sends it a signal
    )
    os.close(theirs)
    try:
        shown = b""
        while b"Nothing is solved yet" not in shown:
            shown += os.read(ours, 10_000)
        os.close(ours)
        learn.wait(timeout=120)
    finally:
        learn.kill()
        learn.wait()


@pytest.mark.parametrize("ending", ["ctrl-c", "terminated"])
def test_learn_gives_the_terminal_back_however_it_ends(ship: Path, ending: str) -> None:
    shell = pexpect.spawn("sh", cwd=ship, encoding="utf-8", dimensions=(30, 80), timeout=120)
    shell.sendline("stty -a > before; exec 3>&1; echo ready")
    shell.expect("\nready")
    shell.sendline(f"{sys.executable} -m mltrail learn; stty -a > after; echo en''ded")
    shell.expect("Nothing is solved yet")
    if ending == "ctrl-c":
        shell.sendcontrol("c")
    else:
        subprocess.run(["pkill", "-TERM", "-P", str(shell.pid)], check=True)
    shell.expect("ended")
    shell.close()
    assert (ship / "before").read_text() == (ship / "after").read_text()
