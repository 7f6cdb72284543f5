"""The rules that keep the template clean, each as a function that lists what breaks it.

They look at a template's folder, not at what Copier makes of it, so that a test can also hold
them against a copy that was broken on purpose.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

LEVELS = ["beginner", "intermediate", "advanced", "expert"]
LAYER = re.compile(
    r"\{\{ (always|(?P<any>trains)|(?P<kind>since|on|only|using)\.(?P<name>\w+)) \}\}"
)
UNTEMPLATED = {".py", ".ipynb", ".css", ".js", ".html"}
IMPORT = re.compile(r"^ *(from|import) \{\{ package \}\}[\w.]*(?= |$)", re.MULTILINE)
JINJA = re.compile(r"\{[{%#]")

# Files that may differ between two neighbouring levels; all others are the same or new.
SHARED = {
    ".copier-answers.yml",
    ".github/workflows/ci.yml",
    ".gitignore",
    "README.md",
    "pyproject.toml",
}


@dataclass(frozen=True)
class Cell:
    """One set of answers that choose layers."""

    project: str
    level: str
    using: frozenset[str] = field(default_factory=frozenset)
    on: frozenset[str] = frozenset({"tables", "yes_no"})

    @property
    def package(self) -> str:
        return self.project.replace("-", "_")

    @property
    def trains(self) -> bool:
        return "study" not in self.on

    def applies(self, kind: str | None, name: str | None) -> bool:
        if kind == "trains":
            return self.trains
        if kind == "since":
            return LEVELS.index(str(name)) <= LEVELS.index(self.level)
        if kind == "on":
            return name in self.on
        if kind == "only":
            return name == self.package
        return kind is None or name in self.using


def sources(root: Path) -> list[PurePosixPath]:
    """List the files of the template, relative to its `templates` folder."""
    folder = root / "templates"
    files = (path for path in folder.rglob("*") if path.is_file())
    kept = (path for path in files if "__pycache__" not in path.parts)
    return sorted(PurePosixPath(path.relative_to(folder).as_posix()) for path in kept)


def target(source: PurePosixPath, cell: Cell) -> str | None:
    """Return where a file of the template goes in a cell, or None where it does not apply."""
    parts = []
    for part in source.parts:
        layer = LAYER.fullmatch(part)
        if layer and not cell.applies(layer["any"] or layer["kind"], layer["name"]):
            return None
        if not layer:
            parts.append(part)
    path = "/".join(parts).removesuffix(".jinja").replace("{{ package }}", cell.package)
    return path.replace("{{ _copier_conf.answers_file }}", ".copier-answers.yml")


def files(root: Path, cell: Cell) -> dict[str, list[PurePosixPath]]:
    """Map each path of a cell to the files of the template that write it."""
    owners: dict[str, list[PurePosixPath]] = defaultdict(list)
    for source in sources(root):
        path = target(source, cell)
        if path is not None:
            owners[path].append(source)
    return owners


def templated_code(root: Path) -> list[str]:
    """Rule 1: code is copied byte for byte; shared scripts name the package, in imports alone."""
    return [
        str(path)
        for path in sources(root)
        if path.suffix == ".jinja" and PurePosixPath(path.stem).suffix in UNTEMPLATED
        if not is_shared_script(path) or JINJA.search(IMPORT.sub("", read(root, path)))
    ]


def is_shared_script(path: PurePosixPath) -> bool:
    """Say whether it is code outside the package, tests or load test, that projects share."""
    own = any(part.startswith("{{ only.") for part in path.parts)
    place = "tests" in path.parts or path.name == "locustfile.py.jinja"
    return not own and place and path.name.endswith(".py.jinja")


def read(root: Path, path: PurePosixPath) -> str:
    """Return the text of a file of the template."""
    return (root / "templates" / path).read_text("utf-8")


def foreign_packages(root: Path, cell: Cell) -> list[str]:
    """Rule 2: the one package of a repo is named after its project."""
    prefix = f"src/{cell.package}/"
    return [p for p in files(root, cell) if p.startswith("src/") and not p.startswith(prefix)]


def shared_paths(root: Path, cell: Cell) -> list[str]:
    """Rule 3: no two layers of a cell write the same path."""
    return [f"{path}: {owners}" for path, owners in files(root, cell).items() if len(owners) > 1]


def lost_files(root: Path, lower: Cell, higher: Cell) -> list[str]:
    """Rule 4: a higher level has all files of the lower one, from the same source."""
    below, above = files(root, lower), files(root, higher)
    return [
        path
        for path, owners in below.items()
        if path not in above or (above[path] != owners and path not in SHARED)
    ]


def leaking_templates(root: Path, lower: Cell, higher: Cell) -> list[str]:
    """Rule 4 again: a file whose text depends on the level must be on the list of such files."""
    pattern = re.compile(r"\b(since\.|level\b)")
    folder = root / "templates"
    return [
        path
        for path, owners in files(root, lower).items()
        for source in owners
        if source.suffix == ".jinja" and path not in SHARED
        if pattern.search((folder / source).read_text("utf-8")) and path in files(root, higher)
    ]


def project_words(root: Path, projects: list[str]) -> list[str]:
    """Rule 5: a project is one folder, so layers that all projects share do not name one."""
    words = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in projects), re.IGNORECASE)
    found = []
    for source in sources(root):
        if not any(part.startswith("{{ only.") for part in source.parts):
            text = (root / "templates" / source).read_bytes().decode("utf-8", "replace")
            found += [str(source)] if words.search(text) or words.search(str(source)) else []
    return found


def unsafe_features(root: Path) -> list[str]:
    """Rule 6: nothing for which Copier would ask for trust."""
    config = yaml.safe_load((root / "copier.yml").read_text("utf-8"))
    return [key for key in ("_tasks", "_jinja_extensions", "_migrations") if config.get(key)]


def illegal_names(root: Path) -> list[str]:
    """Rule 6 again: every name is legal on Windows, in the template and in what it makes."""
    reserved = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
    return [
        str(path)
        for path in sources(root)
        for part in path.parts
        if re.search(r'[<>:"|?*\\\x00-\x1f]|[. ]$', part) or reserved.fullmatch(part)
    ]
