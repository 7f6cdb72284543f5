"""Watches a run of the tests and writes into the record which cells passed all of `test_run.py`."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
import record
from cells import CELLS, cell_id

RUN = Path(__file__).with_name("test_run.py")
BY_ID = {cell_id(cell): cell for cell in CELLS}


def expected() -> set[str]:
    """Name the tests that a cell has to pass: all that take a `repo`."""
    functions = (
        node for node in ast.parse(RUN.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    )
    return {
        function.name
        for function in functions
        if function.name.startswith("test_") and "repo" in [a.arg for a in function.args.args]
    }


def cell_in(nodeid: str) -> str | None:
    """Return the id of the cell that a test is about, the longest that fits."""
    return max((name for name in BY_ID if f"[{name}" in nodeid), key=len, default=None)


class Recorder:
    """A plugin of pytest for the process that hands out the tests."""

    def __init__(self, path: Path = record.PATH) -> None:
        """Start with nothing seen."""
        self.path = path
        self.passed: dict[str, dict[str, bool]] = defaultdict(dict)
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how a part of a test went."""
        found = re.match(r"tests/test_run\.py::(\w+)\[", report.nodeid)
        cell = cell_in(report.nodeid)
        if found and cell:
            self.seconds[cell] += report.duration
            test = self.passed[cell]
            test[found[1]] = test.get(found[1], True) and not report.failed

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write down the cells whose tests all ran and passed, unless only some were asked for."""
        chosen = session.config.option.keyword or session.config.option.markexpr
        if chosen or any("::" in word for word in session.config.args):
            return
        whole = [name for name, tests in self.passed.items() if self._is_whole(tests)]
        entries = {name: record.passed_today(BY_ID[name], self.seconds[name]) for name in whole}
        if entries:
            record.write(entries, self.path)

    def _is_whole(self, tests: dict[str, bool]) -> bool:
        return set(tests) == expected() and all(tests.values())
