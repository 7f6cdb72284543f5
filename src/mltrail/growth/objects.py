"""A repo's trees, blobs and commits, read and written without touching any of its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mltrail import git


@dataclass(frozen=True)
class Blob:
    """One file of a tree: what it holds, by its object name, and how (Git's mode)."""

    mode: str
    oid: str


Files = dict[str, Blob]  # by path, relative, with forward slashes


@dataclass(frozen=True)
class Objects:
    """The objects of one repo; `env` says where new ones go."""

    top: Path
    scratch: Path  # a folder to work in
    env: dict[str, str] = field(default_factory=dict)

    def tree_of(self, folder: Path) -> str:
        """Store all files of a folder, byte for byte, and return their tree."""
        env = self._fresh_index() | {
            "GIT_WORK_TREE": str(folder),
            "GIT_DIR": str(git.folder(self.top)),
        }
        self._git(*git.VERBATIM, "add", "--all", "--force", ".", env=env, at=folder)
        return self._git("write-tree", env=env, at=folder).strip()

    def tree(self, files: Mapping[str, Blob]) -> str:
        """Store a tree of these files and return it."""
        env = self._fresh_index()
        lines = "".join(f"{blob.mode} {blob.oid} 0\t{path}\0" for path, blob in files.items())
        self._git("update-index", "-z", "--index-info", stdin=lines, env=env)
        return self._git("write-tree", env=env).strip()

    def grafted(self, commit: str, prefix: str, tree: str) -> str:
        """Return the tree of a commit with the folder `prefix` replaced by another tree."""
        if not prefix:
            return tree
        env = self._fresh_index()
        self._git("read-tree", commit, env=env)
        self._git("rm", "-r", "--cached", "--quiet", "--ignore-unmatch", "--", prefix, env=env)
        self._git("read-tree", f"--prefix={prefix}", tree, env=env)
        return self._git("write-tree", env=env).strip()

    def filtered(self, tree: str, known: str, prefix: str) -> str:
        """Return a tree whose new files are as the owner's filters store them: Git LFS, for one.

        New is what differs from the known tree. Stored as it is, such a file would count as
        changed from the first moment on.
        """
        files, before = self.files(tree), self.files(known)
        new = [path for path, blob in files.items() if before.get(path) != blob]
        asked = "".join(f"{prefix}{path}\0" for path in new)
        printed = self._git("check-attr", "-z", "--stdin", "filter", stdin=asked).split("\0")
        found = {
            path: self._as_stored(files[path], f"{prefix}{path}")
            for path, name in zip(new, printed[2::3], strict=True)
            if name not in ("unspecified", "unset", "set")
        }
        return self.tree(files | found) if found else tree

    def _as_stored(self, blob: Blob, path: str) -> Blob:
        words = ("hash-object", "-w", "--stdin", "--path", path)
        oid = git.raw(*words, at=self.top, stdin=self.read(blob.oid), env=self.env)
        return Blob(blob.mode, oid.decode().strip())

    def files(self, tree: str) -> Files:
        """List all files of a tree."""
        return dict(
            _entry(line) for line in self._git("ls-tree", "-r", "-z", tree).split("\0")[:-1]
        )

    def read(self, oid: str) -> bytes:
        """Return the content of a blob."""
        return git.raw("cat-file", "blob", oid, at=self.top, env=self.env)

    def write(self, content: bytes) -> str:
        """Store a blob and return its name."""
        words = ("hash-object", "-w", "--stdin")
        return git.raw(*words, at=self.top, stdin=content, env=self.env).decode().strip()

    def tree_at(self, commit: str, prefix: str) -> str:
        """Return the tree of a folder in a commit; the empty prefix is the top."""
        return self._git("rev-parse", f"{commit}:{prefix}").strip()

    def has(self, oid: str) -> bool:
        """Say whether an object is there."""
        return git.asked("cat-file", "-e", oid, at=self.top) is not None

    def commit(self, tree: str, parents: Iterable[str], message: str, author: str = "") -> str:
        """Store a commit and return its name."""
        words = [word for parent in parents for word in ("-p", parent)]
        env = git.signature(self.top, author)
        return self._git("commit-tree", tree, *words, stdin=message, env=env).strip()

    def merge(self, ours: str, theirs: str) -> tuple[str, list[str]]:
        """Merge two commits; return the tree, and a line of Git's for each stage of a conflict."""
        words = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=true"]
        words += ["merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs]
        printed = git.raw(*words, at=self.top, env=self.env, fine=(0, 1))
        tree, *stages = printed.decode("utf-8", "surrogateescape").split("\0")
        return tree, [stage for stage in stages if stage]

    def renames(self, old: str, new: str) -> dict[str, str]:
        """Return which files of a tree another has elsewhere, as a merge of them sees it."""
        words = ("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", old, new)
        printed = self._git(*words).split("\0")[:-1]
        return dict(zip(printed[1::3], printed[2::3], strict=True))

    def _git(
        self, *words: str, at: Path | None = None, stdin: str = "", env: Mapping[str, str] = {}
    ) -> str:
        return git.git(*words, at=at or self.top, stdin=stdin, env=self.env | dict(env))

    def _fresh_index(self) -> dict[str, str]:
        index = self.scratch / "index"
        index.unlink(missing_ok=True)
        return {"GIT_INDEX_FILE": str(index)}


def passing(top: Path, scratch: Path) -> Objects:
    """Return the objects of a repo with all new ones kept apart, to go with the scratch folder."""
    apart = scratch / "objects"
    apart.mkdir()
    known = top / git.git("rev-parse", "--git-path", "objects", at=top).rstrip("\n")
    (apart / "info").mkdir()
    # A file, since the variable for it takes a colon in a path for the end of the path.
    (apart / "info" / "alternates").write_text(f"{known.resolve()}\n", "utf-8", "surrogateescape")
    return Objects(top, scratch, {"GIT_OBJECT_DIRECTORY": str(apart)})


def _entry(line: str) -> tuple[str, Blob]:
    head, path = line.split("\t", 1)
    mode, _, oid = head.split(" ")
    return path, Blob(mode, oid)
