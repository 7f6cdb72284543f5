"""Practise for the bad day: break the service on purpose, and mend it as RUNBOOK.md says.

Run it with `uv run drill leaked-key`, or with no name to see which drills there are. Each starts
servers of its own on free ports and breaks only those. Exit code: 0 if all went as the runbook
says, 3 if something did not.
"""

import argparse
import sys
from collections.abc import Sequence

from .. import data
from ..errors import did_you_mean, reported
from .playbook import DRILLS, DrillError, Notes, run

REPORTS = data.ROOT / "reports" / "drills"
FAILED = 3  # the exit code


def listed() -> str:
    """Return the names of the drills, each with what it does."""
    lines = [f"{name:<16}{(drill.__doc__ or '').splitlines()[0]}" for name, drill in DRILLS.items()]
    return "\n".join(
        [*lines, "", "Run one with `uv run drill NAME`, or all with `uv run drill all`."]
    )


def transcript(name: str) -> bool:
    """Run a drill, print and write down what happens; say whether all went well."""
    lines = [f"$ uv run drill {name}"]

    def say(text: str) -> None:
        lines.append(text)
        print(text, flush=True)

    print(f"\n{name}")
    try:
        run(name, Notes(say))
        good = True
    except DrillError as problem:
        say(f"          {problem}")
        good = False
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return good


def main(argv: Sequence[str] | None = None) -> None:
    """Run drills and tell by the exit code."""
    flags = argparse.ArgumentParser("drill", description=__doc__.splitlines()[0])
    flags.add_argument("names", nargs="*", help="drills to run, or `all`")
    names = flags.parse_args(argv).names
    with reported():
        for name in names:
            if name not in (*DRILLS, "all"):
                hint = did_you_mean(name, list(DRILLS))
                raise DrillError(f"There is no drill `{name}`. {hint}")
        if not names:
            print(listed())
            return
        results = [transcript(name) for name in (DRILLS if "all" in names else names)]
    if not all(results):
        sys.exit(FAILED)
    print("\nAll went as RUNBOOK.md says.")


if __name__ == "__main__":
    main()
