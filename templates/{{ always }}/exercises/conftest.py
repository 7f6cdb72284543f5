"""Says of each exercise in one sentence whether it is done, and keeps that in progress.json.

`uv run pytest exercises` checks all of them, `uv run pytest exercises -k b4` one.
"""

import _thread
import contextlib
import io
import json
import os
import re
import runpy
import signal
import threading
import time
import tomllib
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import progress
import pytest
from owntests import OwnTests, new_tests

# The repo whose exercises are checked: this one, unless another copy of the checks says otherwise.
HERE = Path(__file__).parent
REPO = Path(os.environ.get("EXERCISES_REPO") or HERE.parent).resolve()
OWN = REPO / "exercises"  # where the learner's answers and progress.json are
LIMIT = 30.0  # seconds of processor time for one check
PATIENCE = 300.0  # seconds for it in all, on a busy machine


@dataclass
class Result:
    """What the tests of one exercise came to."""

    check: Path
    ran: int = 0
    left_out: bool = False  # a part of it was not run: half a check does not count
    misled: bool = False  # the learner expected snippet.py to print something else
    reasons: list[str] = field(default_factory=list)  # why it is not done yet

    @property
    def id(self) -> str:
        """Return the name it goes by, such as `b4`."""
        return self.check.parent.name.partition("_")[0]

    @property
    def done(self) -> bool:
        """Say whether all of it was run and passed."""
        return bool(self.ran) and not self.left_out and not self.reasons

    @property
    def why(self) -> str:
        """Return what is told: a wrong guess does not hide what is wrong with the code."""
        return " And your code: ".join(self.reasons[: 1 + self.misled])


results: dict[Path, Result] = {}


def _result(check: Path) -> Result:
    return results.setdefault(check, Result(check))


# ---- fixtures that the checks use


@pytest.fixture
def repo() -> Path:
    """Return the folder of the repo."""
    return REPO


@pytest.fixture
def answers(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what the learner wrote into the exercise's answers.toml."""
    file = OWN / request.path.parent.name / "answers.toml"
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        pytest.fail(f"`{_short(file)}` is missing. Get it back: git checkout -- {_short(file)}")
    except ValueError as problem:
        pytest.fail(f"`{_short(file)}` cannot be read: {problem}. Words need quotes.")
    for key, value in given.items():
        if value == "":
            pytest.fail(f"Your answer for `{key}` is still missing in {_short(file)}.")
    return given


@pytest.fixture
def predicted(answers: dict[str, Any], request: pytest.FixtureRequest) -> int:
    """Compare `line_1` and so on with what snippet.py prints; return how many lines that is."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(str(request.path.with_name("snippet.py")))
    lines = said.getvalue().splitlines()
    for number, line in enumerate(lines, start=1):
        if _plain(str(answers.get(f"line_{number}", ""))) != _plain(line):
            _result(request.path).misled = True
            pytest.fail(f"`line_{number}` is not what snippet.py prints there. Follow it by hand.")
    return len(lines)


def _plain(line: str) -> str:
    """Return a line as it is compared: `(4,3)` is `(4, 3)`, `7` is `7.0`, and `NaN` is `nan`."""
    line = re.sub(r"(?<=\W) | (?=\W)", "", " ".join(line.lower().split()))
    return re.sub(r"(?<=\d)\.0*(?!\d)|(\.\d*[1-9])0+(?!\d)", r"\1", line)


@pytest.fixture
def own_tests(tmp_path: Path) -> OwnTests:
    """Return the tests that the learner added to those that came with the repo."""
    return new_tests(REPO, tmp_path)


def pytest_configure() -> None:
    """Forget what Python compiled before the last save: it goes by the second and the size.

    And take Ctrl-C again, which a script that runs this in the background has switched off: it
    is what ends a loop without end.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for compiled in (path for name in ("src", "tests") for path in (REPO / name).rglob("*.pyc")):
        source = compiled.parent.with_name(compiled.name.partition(".")[0] + ".py")
        with contextlib.suppress(OSError):
            if compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
                compiled.unlink()


# ---- one sentence for whatever can happen


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Explain a check that cannot even be loaded: the learner's code cannot be imported."""
    try:
        report = yield
    except SystemExit as ending:  # `exit()` in the learner's module
        report = pytest.CollectReport(collector.nodeid, "failed", "", [])
        _result(collector.path).reasons.append(_sentence(ending))
        return report
    if report.failed and isinstance(collector, pytest.Module):
        problem = report.call.excinfo.value
        _result(collector.path).reasons.append(_sentence(problem.__cause__ or problem))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Iterator[None]:
    """Stop code that never ends; on a busy machine, waiting for a turn does not count."""
    over, done = threading.Event(), threading.Event()

    def watch() -> None:
        begun, end = time.process_time(), time.monotonic() + PATIENCE
        while not done.wait(0.5):
            if time.process_time() - begun > LIMIT or time.monotonic() > end:
                over.set()
                _thread.interrupt_main()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        return (yield)
    except KeyboardInterrupt as interrupt:
        if not over.is_set():
            raise  # Ctrl-C
        place = _place(interrupt) or "the check"
        pytest.fail(f"Busy for {LIMIT:.0f} seconds, in {place}. Is that a loop without end?")
    finally:
        done.set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Keep the sentence of a check that failed."""
    report = yield
    if call.excinfo and not report.skipped:
        _result(item.path).reasons.append(_sentence(call.excinfo.value))
    elif call.when == "call":
        _result(item.path).ran += 1
    return report


def _sentence(problem: BaseException) -> str:
    """Say what went wrong: the check's own words, or where the learner's code stumbled."""
    kinds = [kind.__name__ for kind in type(problem).__mro__]
    own_words = {"AssertionError", "UserError"} & set(kinds)  # UserError: the repo's, for people
    if own_words or isinstance(problem, pytest.fail.Exception):
        return str(problem).partition("\n")[0]
    if isinstance(problem, SyntaxError) and problem.filename:
        place = f"`{_short(Path(problem.filename))}`, line {problem.lineno}"
        return f"{place} is not Python yet: {problem.msg}."
    if isinstance(problem, NotImplementedError):
        return f"{_place(problem) or 'It'}, is not written yet: `raise NotImplementedError`."
    said = str(problem).partition("\n")[0].rstrip(".")
    return f"{_place(problem) or 'The check'} stopped with {kinds[0]}: {said}."


def _place(problem: BaseException) -> str:
    """Return the last place in the learner's code that a problem went through."""
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(REPO / "src")]
    return f"`{_short(Path(own[-1].filename))}`, line {own[-1].lineno}" if own else ""


def _short(path: Path) -> str:
    return path.relative_to(REPO).as_posix() if path.is_relative_to(REPO) else path.name


# ---- what is told in the end


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Notice a check of which only a part is run."""
    for item in items:
        _result(item.path).left_out = True


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-k "b4 or b5"`, load those alone: `b4` would fit `b40` as well."""
    asked = (config.option.keyword or "").replace(" or ", " ").split()
    ids = asked and all(re.fullmatch(r"[biae]\d+", word) for word in asked)
    if ids and collection_path.parent == HERE and collection_path.is_dir():
        return collection_path.name.partition("_")[0] not in asked
    return None


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str]:
    """Print no dot and no letter for a test: the sentences say it all."""
    return report.outcome, "", ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of each exercise whether it is done, and which one is next."""
    say, remarks = terminalreporter.write_line, list[str]()
    told = [result for result in results.values() if result.ran or result.reasons]
    shown = sorted(told, key=lambda result: _place_of(result.id))
    for result in shown:
        title = result.check.parent.name.partition("_")[2].replace("_", " ")
        before = progress.read(OWN).get(result.id, progress.NEW)["check"]
        state = "done" if result.done else "not any more" if before else "not yet"
        if not result.reasons and result.left_out:
            state = "only a part of its check was run"
        say("")
        say(f"{result.id}  {title}: {state}", bold=True, green=result.done, yellow=not result.done)
        if result.reasons:
            say(f"    {result.why}")
            say(f"    The task and its hints: {_short(OWN / result.check.parent.name)}/README.md")
        if result.done:
            remarks += filter(None, [_remember(result)])
    remark = "".join(remarks[:1])
    if remark:
        say(f"\n{remark}")
    if os.environ.get("EXERCISES_REPORT"):  # a program asks
        found = {result.id: result.why for result in shown} | {"": remark}
        Path(os.environ["EXERCISES_REPORT"]).write_text(json.dumps(found), encoding="utf-8")
    _tell_next(say)


def _place_of(exercise: str) -> tuple[int, int]:
    """Return where an exercise stands among all, from easy to hard."""
    return "biae".find(exercise[0]), int(exercise[1:] or 0)


def _remember(result: Result) -> str:
    """Write into progress.json that a check was passed; return a remark for the learner."""
    try:
        done = {"check": progress.identity(result.check.read_bytes())}
        return progress.update(OWN, result.id, lambda entry: entry.update(done))
    except OSError as problem:
        return f"{progress.FILE} cannot be written ({problem.strerror}), so this was not kept."


def _tell_next(say: Callable[[str], None]) -> None:
    found: dict[str, str] = defaultdict(str)
    for check in OWN.glob("*/test_*.py"):
        found[check.parent.name] = Result(check).id
    passed = {key for key, entry in progress.read(OWN).items() if entry["check"]}
    order = sorted(found, key=lambda name: _place_of(found[name]))
    left = [name for name in order if found[name] not in passed]
    say(f"\n{len(found) - len(left)} of {len(found)} exercises are done.")
    if left:
        say(f"Next: {_short(OWN / left[0])}/README.md")
