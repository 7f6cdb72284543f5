"""What the tests share: the command line as a learner meets it, with a home of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import record
from cells import CELLS, cell_id
from recorder import Recorder, cell_in
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

Run = Callable[..., subprocess.CompletedProcess[str]]

GITCONFIG = """
[user]
    name = Ada Lovelace
    email = ada@example.com
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-cells",
        action="store_true",
        help="install and run every project at every level",
    )
    parser.addoption(
        "--minutes",
        type=float,
        help="of test_run.py, run what the record says is most needed and fits into this time; "
        "of tests/grow, load the tests of every project that has grown",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let the process that hands out the tests keep the record."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder())


def pytest_configure_node(node: WorkerController) -> None:
    """Tell each worker which cells to run: looking them up takes a while."""
    runs = [word for word in node.config.args if Path(word).name in ("tests", "test_run.py")]
    node.workerinput["cells"] = choose(node.config) if runs else ([], [])


def choose(config: pytest.Config) -> tuple[list[str], list[str]]:
    """Name the cells to run in full, and those to install and type-check only."""
    if hasattr(config, "workerinput"):
        known: tuple[list[str], list[str]] = config.workerinput["cells"]
        return known
    if config.getoption("--all-cells"):
        return [cell_id(cell) for cell in CELLS], []
    minutes = config.getoption("--minutes")
    full, light = record.choose(minutes and minutes * 60 * (config.option.numprocesses or 1))
    return [cell_id(one.cell) for one in full], [cell_id(one.cell) for one in light]


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Hands a worker a whole file, or all tests of one file that share a repo."""

    def _split_scope(self, nodeid: str) -> str:
        return f"{nodeid.partition('::')[0]}[{cell_in(nodeid) or ''}]"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Let tests that share a repo run in one worker, so that it is installed once."""
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def pytorch_index() -> None:
    """Where PyTorch's own package index cannot be reached, let uv use its stand-in."""
    script = Path(__file__).parents[2] / "shared" / "pytorch-index.sh"
    if "UV_INDEX" not in os.environ and os.access(script, os.X_OK):
        line = subprocess.run([script], capture_output=True, text=True, check=True).stdout
        os.environ["UV_INDEX"] = line.strip().removeprefix("export UV_INDEX=")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder in which Git knows who the learner is."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / ".gitconfig").write_text(GITCONFIG, "utf-8")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return folder


@pytest.fixture
def work(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def mltrail(work: Path) -> Run:
    """Call the command line in the work folder; nothing can be typed."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mltrail", *words],
            cwd=work,
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=300,
        )

    return run
