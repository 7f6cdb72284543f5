"""Bring a work tree to a merge so that a kill leaves it as before or done, never in between.

Git's own `merge` writes file after file and moves HEAD last. Here a ref names the merge before
the first file is written; as long as it stands, the next command finishes or undoes the work.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mltrail import git
from mltrail.errors import MltrailError, from_os_error

_PENDING = "refs/worktree/mltrail/pending"
_BLOCK, _SPARE = 4096, 2**18  # bytes: what a file takes beside its content; and for Git's own
_PATIENCE = 5.0  # seconds to wait for another program that is busy with the index


@dataclass(frozen=True)
class Move:
    """A merge to bring a work tree to; `stages` are Git's lines for its conflicts."""

    before: str  # the commit that is checked out
    merge: str  # a commit: its parents are that one and the render
    message: str
    stages: list[str]


def move(top: Path, step: Move) -> None:
    """Bring files, index and HEAD to a merge; with conflicts, to Git's state for those."""
    index = _own_index(top)
    try:
        _check_clean(top, index, step.before)
        _check_room(top, step)
        git.git("update-ref", _PENDING, step.merge, at=top)
        env = {"GIT_INDEX_FILE": str(index)}
        words = ("-c", "submodule.recurse=false", "read-tree", "-m", "-u", step.before, step.merge)
        git.git(*words, at=top, env=env)
        if step.stages:
            _mark_conflicts(top, step, env)
        _publish(top, index)
        _settle(top, step)
    except BaseException:
        _take_back(top)
        raise
    _drop_own_index(top)


def _take_back(top: Path) -> None:
    """Undo what was done so far, or say that it stands half done."""
    try:
        recover(top)
        _drop_own_index(top)
    except (git.GitError, OSError) as trouble:
        reason = from_os_error(trouble) if isinstance(trouble, OSError) else trouble
        raise MltrailError(
            f"The level-up stopped halfway, and could not be taken back: {reason}",
            "If the disk is full, free some space; then `mltrail status` puts every file back.",
        ) from trouble


def pending(top: Path) -> str:
    """Return the merge that a run was bringing the work tree to when it was killed, if any."""
    return git.asked("rev-parse", "--verify", "--quiet", _PENDING, at=top) or ""


def check(top: Path) -> None:
    """Refuse a work tree that a killed run left halfway."""
    if pending(top):
        raise MltrailError("A level-up was interrupted here.", "`mltrail status` puts it right.")


def recover(top: Path) -> str:
    """Undo a move that was killed halfway, unless all that was left was to tidy up.

    Returns a sentence for the user, or nothing if there was no such move.
    Raises `MltrailError`, with nothing changed, if a file was edited in between.
    """
    target = pending(top)
    if not target:
        return ""
    before, render = git.git("rev-parse", f"{target}^1", f"{target}^2", at=top).split()
    head = git.git("rev-parse", "HEAD", at=top).strip()
    done = head == target or _content(git.folder(top) / "MERGE_HEAD") == render
    if head != before or done:
        _forget(top)
        return "A level-up that was interrupted is complete." if done else ""
    _undo(top, before, target)
    _forget(top)
    return "A level-up that was interrupted has been undone: every file is as it was."


@contextmanager
def exclusive(top: Path) -> Iterator[Path]:
    """Keep two runs out of one work tree; lend a folder for what goes away again."""
    scratch = git.folder(top) / "mltrail"
    with git.lock(git.folder(top) / "mltrail.lock") as ours:
        if ours is False:
            raise MltrailError(
                f"Another mltrail is at work in `{top}`.", "Wait until it is done, then try again."
            )
        if ours:
            shutil.rmtree(scratch, ignore_errors=True)  # of a run that was killed
        try:
            scratch.mkdir()  # where there are no locks, this folder is one
        except FileExistsError:
            raise MltrailError(
                f"Another mltrail is at work in `{top}`, or was killed there.",
                f"Once none is running, remove the folder `{scratch}`, then try again.",
            ) from None
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _own_index(top: Path) -> Path:
    """Copy the index to one of our own: a lock on that cannot be mistaken for another program's."""
    own = git.folder(top) / "mltrail-index"
    _drop_own_index(top)
    shutil.copyfile(git.folder(top) / "index", own)
    return own


def _check_clean(top: Path, index: Path, before: str) -> None:
    """Refuse if a file was edited since the merge was prepared.

    One that was only touched, or saved with line ends that Git does not store, is not. Taking all
    files into our own index shows that, and lets Git see it as well.
    """
    env = {"GIT_INDEX_FILE": str(index)}
    git.git("-c", "core.safecrlf=false", "add", "--update", "--sparse", at=top, env=env)
    tree = git.git("rev-parse", f"{before}^{{tree}}", at=top)
    if git.git("write-tree", at=top, env=env) != tree:
        raise MltrailError(
            "A file was changed while the level-up was at work. Nothing else was changed.",
            "Commit it, then try again.",
        )


def _check_room(top: Path, step: Move) -> None:
    """Refuse if the new files would not fit on the disk."""
    words = ("diff-tree", "-r", "-z", "--no-renames", "--diff-filter=d", step.before, step.merge)
    heads = git.git(*words, at=top).split("\0")[:-1:2]
    names = "".join(f"{head.split(' ')[3]}\n" for head in heads)
    printed = git.git("cat-file", "--batch-check=%(objectsize)", at=top, stdin=names)
    sizes = map(int, printed.split())
    index = (git.folder(top) / "index").stat().st_size
    needed = sum(size + _BLOCK for size in sizes) + 3 * index + _SPARE
    free = shutil.disk_usage(top).free
    if free < needed:
        raise MltrailError(
            f"The level takes {needed / 1e6:.2f} MB, and `{top}` has {free / 1e6:.2f} MB left. "
            "Nothing was changed.",
            "Free some disk space, then run the same command again.",
        )


def _publish(top: Path, own: Path) -> None:
    """Make our index the repo's, by Git's protocol: who holds `index.lock` may replace it."""
    lock = git.folder(top) / "index.lock"
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            _claim(own, lock)
            break
        except FileExistsError:
            if time.monotonic() > deadline:
                raise MltrailError(
                    f"Another program holds `{lock}`.",
                    "Close it, or remove that file if no Git is running; then try again.",
                ) from None
            time.sleep(0.05)
    lock.replace(git.folder(top) / "index")


def _claim(own: Path, lock: Path) -> None:
    try:
        os.link(own, lock)  # complete at once, and known to be ours should we be killed now
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with lock.open("xb") as file:
            file.write(own.read_bytes())


def _mark_conflicts(top: Path, step: Move, env: dict[str, str]) -> None:
    paths = {stage.split("\t", 1)[1] for stage in step.stages}
    nothing = "0" * len(step.before)
    lines = [*(f"0 {nothing} 0\t{path}" for path in sorted(paths)), *step.stages]
    words = ("update-index", "-z", "--index-info")
    git.git(*words, at=top, stdin="".join(f"{line}\0" for line in lines), env=env)


def _settle(top: Path, step: Move) -> None:
    """Take the one step that makes the move done: HEAD, or Git's note of a merge to be finished."""
    refs = [f"update ORIG_HEAD {step.before}"]
    if not step.stages:
        refs += [f"update HEAD {step.merge} {step.before}", f"delete {_PENDING}"]
    # Git writes refs in this order, and deletes last.
    reason = f"mltrail: {step.message.splitlines()[0]}"
    git.git("update-ref", "-m", reason, "--stdin", at=top, stdin="\n".join([*refs, ""]))
    if not step.stages:
        return
    render = git.git("rev-parse", f"{step.merge}^2", at=top)
    (git.folder(top) / "MERGE_MSG").write_text(step.message, "utf-8")
    (git.folder(top) / "MERGE_MODE").write_text("no-ff", "utf-8")
    draft = git.folder(top) / "mltrail-merge-head"
    draft.write_text(render, "utf-8")
    draft.replace(git.folder(top) / "MERGE_HEAD")
    git.git("update-ref", "-d", _PENDING, at=top)


def _undo(top: Path, before: str, target: str) -> None:
    """Give every file that the move may have touched its old content again."""
    words = ("diff-tree", "-r", "-z", "--no-renames", before, target)
    fields = git.git(*words, at=top).split("\0")[:-1]
    entries = dict(
        zip(fields[1::2], (head.lstrip(":").split(" ") for head in fields[::2]), strict=True)
    )
    for path, (_, _, old, new, _) in entries.items():
        _check_untouched(top, path, {old, new}, f"{target}:{path}")
    for path, (mode, *_) in entries.items():
        if not int(mode):
            _remove(top, path)  # before anything is written: the disk may be full
    lock = git.folder(top) / "index.lock"
    if lock.exists() and _same(lock, git.folder(top) / "mltrail-index"):
        lock.unlink()  # ours: the kill came between taking the lock and using it
    index = _own_index(top)
    env = {"GIT_INDEX_FILE": str(index)}
    lines = "".join(f"{mode} {old} 0\t{path}\0" for path, (mode, _, old, *_) in entries.items())
    # First out of the index, or a file would be hidden by a folder of the same name.
    gone = "".join(f"0 {'0' * len(before)} 0\t{path}\0" for path in entries)
    git.git("update-index", "-z", "--index-info", at=top, stdin=gone + lines, env=env)
    kept = "".join(f"{path}\0" for path, (mode, *_) in entries.items() if int(mode))
    git.git("checkout-index", "--force", "--index", "-z", "--stdin", at=top, stdin=kept, env=env)
    _publish(top, index)


def _check_untouched(top: Path, path: str, known: set[str], name: str) -> None:
    """Make sure that a file holds what it held before or what was being written."""
    file = top / path
    if not file.is_file() or file.is_symlink():
        return
    if git.git("hash-object", "--", path, at=top).strip() in known:
        return
    written = file.read_bytes()
    if written and not git.raw("cat-file", "--filters", name, at=top).startswith(written):
        raise MltrailError(
            f"A level-up was interrupted, and `{path}` has changed since. Nothing was changed.",
            f"Keep a copy of your change, then `git restore -SW -s HEAD -- {path}`, and try again.",
        )


def _remove(top: Path, path: str) -> None:
    file = top / path
    with suppress(FileNotFoundError, NotADirectoryError):
        file.unlink()
    for folder in file.parents:
        if folder == top:
            break
        with suppress(OSError):
            folder.rmdir()


def _forget(top: Path) -> None:
    _drop_own_index(top)
    git.git("update-ref", "-d", _PENDING, at=top)


def _drop_own_index(top: Path) -> None:
    for name in ("mltrail-index", "mltrail-index.lock", "mltrail-merge-head"):
        (git.folder(top) / name).unlink(missing_ok=True)


def _content(file: Path) -> str:
    return file.read_text("utf-8").strip() if file.is_file() else ""


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)
