"""Prepare a release: `uv run scripts/release.py cut` and `... notes`; docs/releasing.md tells when.

The version stands in one place, src/mltrail/__init__.py; what is new, in CHANGELOG.md.
"""

import datetime
import re
import sys
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src", "mltrail", "__init__.py")
CHANGELOG = Path("CHANGELOG.md")
README = Path("README.md")
OPEN = re.compile(r"^## Unreleased \((?P<version>[^)]+)\)\n", re.MULTILINE)
TRY = re.compile(r"(?<=<!-- try -->\n).*?(?=<!-- end of try -->)", re.DOTALL)
RELEASED = """Try it, with [uv](https://docs.astral.sh/uv/):

    uvx mltrail new titanic

"""


class ReleaseError(Exception):
    """What keeps a release from being made, in one sentence."""


def cut(root: Path, day: datetime.date) -> str:
    """Close the open section of the changelog, open the next; return the version released.

    The version of the package becomes that of the section, and the README's first line the one
    that needs no clone.
    """
    changelog = (root / CHANGELOG).read_text("utf-8")
    found = OPEN.search(changelog)
    if not found:
        raise ReleaseError(f"{CHANGELOG} has no section `## Unreleased (VERSION)`.")
    version = Version(found["version"])
    head = f"## {version} ({day.isoformat()})\n"
    closed = OPEN.sub(head, changelog)
    if not notes(closed, str(version)):
        raise ReleaseError(f"{CHANGELOG} says nothing about {version} yet.")
    following = f"{version.major}.{version.minor + 1}.0"
    opened = closed.replace(head, f"## Unreleased ({following})\n\n{head}")
    (root / CHANGELOG).write_text(opened, "utf-8")
    package = (root / PACKAGE).read_text("utf-8")
    written = re.sub(r'(?m)^__version__ = ".*"$', f'__version__ = "{version}"', package)
    (root / PACKAGE).write_text(written, "utf-8")
    readme = (root / README).read_text("utf-8")
    (root / README).write_text(TRY.sub(lambda _: RELEASED, readme), "utf-8")
    return str(version)


def notes(changelog: str, version: str) -> str:
    """Return what the changelog says about a released version, nothing where it says nothing."""
    head = rf"^## {re.escape(version)} \([^)]*\)\n(?P<lines>.*?)(?=^## |\Z)"
    found = re.search(head, changelog, re.MULTILINE | re.DOTALL)
    return found["lines"].strip() if found else ""


def main(words: list[str]) -> None:
    """Cut the release, or print the notes of the version that a tag `v1.2.3` names."""
    match words:
        case ["cut"]:
            version = cut(ROOT, datetime.datetime.now(datetime.UTC).date())
            print(f"This is {version} now. Look at `git diff`, then:")
            print(f"  git commit --all --message 'chore: release {version}'")
            print(f"  git tag v{version}")
            print(f"  git push origin main v{version}")
        case ["notes", tag]:
            package = (ROOT / PACKAGE).read_text("utf-8")
            if f'__version__ = "{tag.removeprefix("v")}"' not in package:
                raise ReleaseError(f"The tag {tag} is not the version in {PACKAGE}.")
            found = notes((ROOT / CHANGELOG).read_text("utf-8"), tag.removeprefix("v"))
            if not found:
                raise ReleaseError(f"{CHANGELOG} has no section for {tag}.")
            print(found)
        case _:
            raise ReleaseError("Say `cut`, or `notes` and a tag.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ReleaseError as problem:
        sys.exit(f"error: {problem}")
