"""The answers a repo was made from, as its `.copier-answers.yml` records them."""

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml

from mltrail import catalog
from mltrail.errors import MltrailError
from mltrail.rendering import template


@dataclass(frozen=True)
class Answers:
    """What a repo is, and which template it was rendered from."""

    given: dict[str, str]  # by question
    version: str  # of the template: a release, or what `git describe` said

    @property
    def project(self) -> str:
        """Return what the repo is about."""
        return self.given["project"]

    @property
    def package(self) -> str:
        """Return what the template calls the repo's package."""
        return self.project.replace("-", "_")

    @property
    def level(self) -> str:
        """Return how much the repo can do."""
        return self.given["level"]

    @property
    def author(self) -> str:
        """Return whose name stands in the repo; it may be empty."""
        return self.given.get("author", "")


def parse(text: str) -> Answers:
    """Read an answers file, in whatever style of YAML it is written.

    Raises `MltrailError` for one that is damaged or is not of a repo that mltrail can grow.
    """
    try:
        content = _values(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise MltrailError(
            f"`{template.ANSWERS_FILE}` is damaged: it is not valid YAML.",
            f"Restore it with `git checkout HEAD~ -- {template.ANSWERS_FILE}` and "
            "`git commit -m Restore`, or from any backup.",
        ) from error
    if not {"project", "level"} <= content.keys():
        raise MltrailError(
            f"`{template.ANSWERS_FILE}` names no project and level.",
            "Only a repo that was made by mltrail can grow.",
        )
    questions = {"project", "level", "name", "author", "_commit", *catalog.load().options}
    for key in questions & content.keys():
        if not isinstance(content[key], str):
            raise MltrailError(
                f"`{key}` in `{template.ANSWERS_FILE}` is {_named(content[key])}, not one value.",
                f"Write one behind `{key}:`, and commit it; then try again.",
            )
    given = {k: v for k, v in content.items() if isinstance(v, str) and not k.startswith("_")}
    return Answers(given, content.get("_commit", "").removeprefix("v"))


def advanced(text: str, old: str, new: str) -> str:
    """Return an owner's answers file with what differs between two rendered ones.

    All else stays as the owner left it: a note, an answer they changed, their style of YAML.
    Raises `MltrailError` where that style leaves no place for it.
    """
    before, after, known = _values(old), _values(new), _values(text)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    for key in [key for key, value in changed.items() if known.get(key) != value]:
        text = _with_value(text, key, changed[key])
        known[key] = changed[key]
        if not _says(text, known):
            raise MltrailError(
                f"`{key}` cannot be changed in `{template.ANSWERS_FILE}` as that is written. "
                "Nothing was changed.",
                f"Write it on a line of its own, such as `{key}: VALUE`, without anchors, and "
                "commit it; then try again.",
            )
    return text


class _AsWritten(yaml.SafeLoader):
    """Leaves numbers, dates, yes and no as they are written: an answer is a text."""


for _kind in ("bool", "float", "int", "timestamp"):
    _AsWritten.add_constructor(f"tag:yaml.org,2002:{_kind}", lambda _, node: node.value)
_AsWritten.add_constructor("tag:yaml.org,2002:null", lambda _, node: "")


def _values(text: str) -> dict[str, Any]:
    content = yaml.load(text, _AsWritten)
    if not isinstance(content, dict):
        return {}
    return {str(key): value for key, value in content.items()}


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return _values(text) == wanted
    except yaml.YAMLError:
        return False


def _named(value: object) -> str:
    return "a list" if isinstance(value, list) else "more than a word"


def _with_value(text: str, key: str, value: str) -> str:
    """Write a value in the place of the old one, or behind the last of all."""
    root: Any = yaml.compose(text, yaml.SafeLoader)
    written = json.dumps(value, ensure_ascii=False)
    plain = re.fullmatch(r"[a-zA-Z][\w.-]*", value) and yaml.safe_load(value) == value
    if plain and not root.flow_style:
        written = value
    for name, node in root.value:
        if name.value == key:
            start, end = node.start_mark.index, node.end_mark.index
            space = " " if text[start - 1] == ":" else ""
            return f"{text[:start]}{space}{written}{text[end:]}"
    if root.flow_style:
        end = root.end_mark.index - 1
        comma = "" if text[:end].rstrip().endswith((",", "{")) else ", "
        return f'{text[:end]}{comma}"{key}": {written}{text[end:]}'
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    end = root.value[-1][1].end_mark.index
    if text[end - 1] != "\n":
        end = text.find("\n", end) + 1 or len(text)
    start = text[:end] if text[:end].endswith("\n") else text[:end] + end_of_line
    indent = " " * root.value[0][0].start_mark.column
    return f"{start}{indent}{key}: {written}{end_of_line}{text[end:]}"
