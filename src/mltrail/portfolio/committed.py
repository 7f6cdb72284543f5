"""What a repo's last commit holds. Files that are not committed are not looked at."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from mltrail import git
from mltrail.errors import MltrailError

LARGEST = 2_000_000  # bytes of a file that is read
MOST_COMMITS = 20_000
_WANTED = re.compile(
    r"\.copier-answers\.yml|(?:README|MODEL_CARD|LEARNT)\.md|exercises/.+|src/[^/]+/[^/]+"
    r"|reports/metrics\.json|(?:reports|docs)/[^/]+\.png"
)
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1"}  # a partial clone would ask its server for what it lacks
_LIST = ("ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD:./")
_LOG = (
    *("-c", "log.showSignature=false"),  # that runs another program
    *("log", "-z", f"--max-count={MOST_COMMITS}"),
    "--format=%as%x1f%s",
)
_HOSTED = re.compile(
    r"(?:https://(?:[^@/\s]+@)?|ssh://git@|git@)([\w.-]+\.[a-z]+)[:/]([\w./-]+?)(?:\.git)?/?"
)


@dataclass(frozen=True)
class Commit:
    """One commit of the history."""

    day: str  # such as 2026-03-31, as its author's clock said
    subject: str


@dataclass(frozen=True)
class Committed:
    """A folder as its last commit has it."""

    place: Path  # where those of its files lie that a page may need
    sizes: dict[str, int]  # of all its files, by path from the folder
    commits: list[Commit]  # those that touched the folder, the newest first
    address: str  # where the repo can be looked at; empty if unknown
    prefix: str  # where the folder is in its repo, such as `titanic/`; empty at the top

    def url(self, kind: str) -> str:
        """Return the address of its `tree`, or of a `blob` in it; empty if unknown."""
        inside = quote(self.prefix, errors="surrogateescape")
        return self.address and f"{self.address}/{kind}/HEAD/{inside}"

    def text(self, path: str) -> str:
        """Return a file as text; empty if it is not there."""
        file = self.place / path
        return file.read_text("utf-8", "replace").replace("\0", "") if file.is_file() else ""


def lay_out(folder: Path, place: Path) -> Committed:
    """Lay the files that a page may need into `place`; MltrailError if nothing is committed."""
    prefix = git.asked("rev-parse", "--show-prefix", at=folder) or ""
    try:
        listed = git.git(*_LIST, at=folder, env=_OFFLINE)
    except git.GitError as refusal:
        raise MltrailError(
            "nothing of it is committed.", 'Commit it: git add . && git commit -m "My work"'
        ) from refusal
    blobs, sizes = {}, {}
    for entry in filter(None, listed.split("\0")):
        (mode, kind, blob, size), path = entry.partition("\t")[0].split(), entry.partition("\t")[2]
        inside = not {".", "..", ".git"} & set(path.split("/")) and "\\" not in path
        if kind == "blob" and mode != "120000" and inside:  # no link is followed
            sizes[path] = int(size)
            if _WANTED.fullmatch(path) and int(size) <= LARGEST:
                blobs[path] = blob
    _write(folder, place, blobs)
    only = ("--full-history", "--", ".") if prefix else ()
    entries = filter(None, git.git(*_LOG, *only, at=folder, env=_OFFLINE).split("\0"))
    commits = [Commit(*entry.split("\x1f", 1)) for entry in entries]
    return Committed(place, sizes, commits, _address(folder), prefix)


def _write(folder: Path, place: Path, blobs: dict[str, str]) -> None:
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    answer = BytesIO(git.raw("cat-file", "--batch", at=folder, stdin=asked, env=_OFFLINE))
    for path in blobs:
        *_, size = answer.readline().split()
        if size != b"missing":
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(answer.read(int(size)))
            answer.read(len(b"\n"))


def _address(folder: Path) -> str:
    """Return where a repo can be looked at, without any login that its settings hold."""
    origin = git.asked("config", "--get", "remote.origin.url", at=folder) or ""
    found = _HOSTED.fullmatch(origin)
    return f"https://{found[1]}/{found[2]}" if found else ""
