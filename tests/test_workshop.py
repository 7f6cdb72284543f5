"""What a killed run leaves behind goes away, whenever the kill came."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mltrail.rendering import workshop


class Kill(BaseException):
    """Stops everything where it stands; nothing tidies up after it."""


def left_by_a_killed_run(parent: Path) -> None:
    (parent / ".mltrail-dead" / "repo" / "src").mkdir(parents=True)
    (parent / ".mltrail-dead" / "in-use.lock").touch()
    for name in ("README.md", "src/model.py"):
        (parent / ".mltrail-dead" / "repo" / name).touch()


def killed_after(moment: int, patch: pytest.MonkeyPatch) -> None:
    """Let that many files and folders be removed, then kill."""
    left = iter(range(moment))

    def killing(remove: Callable[..., None]) -> Callable[..., None]:
        def remove_or_die(*words: Any, **options: Any) -> None:
            if next(left, None) is None:
                raise Kill
            remove(*words, **options)

        return remove_or_die

    for name in ("unlink", "rmdir"):
        patch.setattr(os, name, killing(getattr(os, name)))


@pytest.mark.parametrize("moment", range(12))
def test_a_sweep_that_is_killed_leaves_nothing_for_good(
    moment: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_a_killed_run(tmp_path)
    with monkeypatch.context() as patch:
        killed_after(moment, patch)
        with suppress(Kill):
            workshop.sweep(tmp_path)
    workshop.sweep(tmp_path)
    assert os.listdir(tmp_path) == []
