"""A release is cut by a script, and published by a workflow that may do little."""

import datetime
import re
import subprocess
from pathlib import Path

import pytest
import release
import yaml

from mltrail import __version__
from mltrail.rendering import template

ROOT = template.root()

DAY = datetime.date(2030, 1, 2)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a release changes, as it might stand before the next one."""
    (tmp_path / "src" / "mltrail").mkdir(parents=True)
    (tmp_path / release.PACKAGE).write_text('"""Doc."""\n\n__version__ = "1.1.0"\n', "utf-8")
    log = "# Changelog\n\n## Unreleased (1.2.0)\n\n- More.\n\n## 1.1.0 (2029-01-01)\n\n- First.\n"
    (tmp_path / release.CHANGELOG).write_text(log, "utf-8")
    (tmp_path / release.README).write_text((ROOT / "README.md").read_text("utf-8"), "utf-8")
    return tmp_path


def test_the_open_section_becomes_the_release(checkout: Path) -> None:
    assert release.cut(checkout, DAY) == "1.2.0"
    log = (checkout / release.CHANGELOG).read_text("utf-8")
    heads = re.findall(r"^## .*$", log, re.MULTILINE)
    assert heads == ["## Unreleased (1.3.0)", "## 1.2.0 (2030-01-02)", "## 1.1.0 (2029-01-01)"]
    assert release.notes(log, "1.2.0") == "- More."
    assert release.notes(log, "1.1.0") == "- First."
    assert '__version__ = "1.2.0"\n' in (checkout / release.PACKAGE).read_text("utf-8")


def test_the_readme_needs_no_clone_any_more(checkout: Path) -> None:
    release.cut(checkout, DAY)
    before, _, after = (checkout / release.README).read_text("utf-8").partition("## Quick start")
    assert "\n    uvx mltrail new titanic\n" in before
    assert "--from ." not in before
    assert after == (ROOT / "README.md").read_text("utf-8").partition("## Quick start")[2]


def test_nothing_new_is_no_release(checkout: Path) -> None:
    release.cut(checkout, DAY)
    before = (checkout / release.CHANGELOG).read_bytes()
    with pytest.raises(release.ReleaseError, match=r"nothing about 1\.3\.0"):
        release.cut(checkout, DAY)
    assert (checkout / release.CHANGELOG).read_bytes() == before


def test_a_tag_that_is_not_the_version_is_refused() -> None:
    with pytest.raises(release.ReleaseError, match=r"v9\.9\.9 is not the version"):
        release.main(["notes", "v9.9.9"])


def test_the_version_of_the_package_is_the_one_that_the_changelog_prepares() -> None:
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = release.OPEN.search(log)
    assert found
    assert found["version"] == __version__ or release.notes(log, __version__)


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda p: p.stem)
def test_our_workflows_are_sound_and_may_do_little(path: Path) -> None:
    done = subprocess.run(["actionlint", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    flow = yaml.safe_load(path.read_text("utf-8"))
    for job in flow["jobs"].values():
        allowed = job.get("permissions", flow["permissions"])
        assert sum(right == "write" for right in allowed.values()) <= 1
        for step in job["steps"]:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", "a@" + 40 * "0"))
