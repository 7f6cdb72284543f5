"""The files of the template that go into a repo as they are, found without rendering it.

Code is copied byte for byte, so a path tells all: which layers must apply, and where the file
goes. Copier, which takes a while to import, is not needed for that.
"""

import re
from pathlib import Path

from mltrail import catalog
from mltrail.rendering import template

_LAYER = re.compile(r"\{\{ (?:always|(trains)|(since|on|only|using)\.(\w+)) \}\}")


def files(answers: dict[str, str], inside: str) -> dict[str, Path]:
    """Map the paths below a folder of a repo to the files of the template that bring them."""
    top = template.root() / "templates"
    return _below(top, "", answers, inside.strip("/"))


def _below(folder: Path, path: str, answers: dict[str, str], inside: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for entry in sorted(folder.iterdir()):
        layer = _LAYER.fullmatch(entry.name)
        if layer:
            if _applies(layer[1] or layer[2], layer[3], answers):
                found |= _below(entry, path, answers, inside)
            continue
        where = f"{path}/{entry.name}".lstrip("/")
        if (
            not inside
            or f"{where}/".startswith(f"{inside}/")
            or f"{inside}/".startswith(f"{where}/")
        ):
            if not entry.is_dir():
                found[where] = entry
            elif entry.name != "__pycache__":
                found |= _below(entry, where, answers, inside)
    return found


def _applies(kind: str | None, name: str, answers: dict[str, str]) -> bool:
    known = catalog.load()
    project, levels = known.project(answers["project"]), list(known.levels)
    if kind == "trains":
        return not project.is_study
    if kind == "since":
        return levels.index(name) <= levels.index(answers["level"])
    if kind == "on":
        return name in project.on
    if kind == "only":
        return name == project.name.replace("-", "_")
    chosen = {
        answers.get(option) or next(iter(known.options[option].choices))
        for option in project.options
    }
    return kind is None or name in chosen
