"""The answers a repo was made from, as its `.copier-answers.yml` records them."""

import re
from dataclasses import dataclass

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
    def level(self) -> str:
        """Return how much the repo can do."""
        return self.given["level"]

    @property
    def author(self) -> str:
        """Return whose name stands in the repo; it may be empty."""
        return self.given.get("author", "")


def parse(text: str) -> Answers:
    """Read an answers file.

    Raises `MltrailError` for one that is damaged or is not of a repo that mltrail can grow.
    """
    import yaml

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise MltrailError(
            f"`{template.ANSWERS_FILE}` is damaged: it is not valid YAML.",
            f"Restore it with `git checkout HEAD~ -- {template.ANSWERS_FILE}` and "
            "`git commit -m Restore`, or from any backup.",
        ) from error
    if not isinstance(content, dict) or not {"project", "level"} <= content.keys():
        raise MltrailError(
            f"`{template.ANSWERS_FILE}` names no project and level.",
            "Only a repo that was made by mltrail can grow.",
        )
    given = {k: str(v) for k, v in content.items() if not k.startswith("_")}
    return Answers(given, str(content.get("_commit", "")).removeprefix("v"))


def advanced(text: str, old: str, new: str) -> str:
    """Return an owner's answers file with what differs between two rendered ones.

    Every other line stays as the owner left it: a note, an answer they changed.
    """
    before, after = _lines(old), _lines(new)
    for key, line in after.items():
        if before.get(key) == line:
            continue
        found = re.search(rf"^{re.escape(key)}:.*$", text, re.MULTILINE)
        if found:
            text = text[: found.start()] + line + text[found.end() :]
        else:
            text = f"{text.rstrip()}\n{line}\n"
    return text


def _lines(text: str) -> dict[str, str]:
    return {line.split(":")[0]: line for line in text.splitlines() if re.match(r"\w+:", line)}
