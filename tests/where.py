"""Say which file of the template a generated path comes from, and the reverse.

uv run tests/where.py src/titanic/data.py        # a path in a repo: which file do I edit?
uv run tests/where.py "templates/{{ since.advanced }}/Dockerfile"    # and where does that one go?
"""

import re
import sys
from collections import defaultdict
from pathlib import Path, PurePosixPath

import layers
from cells import CELLS, cell_id

from mltrail.rendering import template

PART = re.compile(r"""\{%-? *(?:extends|include|import) ["']([\w./-]+)["']""")


def origins(root: Path, path: str) -> dict[str, list[str]]:
    """Map each file of the template that makes a path to the cells for which it does."""
    found = defaultdict(list)
    for cell in CELLS:
        for source in layers.files(root, cell).get(path, []):
            found[f"templates/{source}"].append(cell_id(cell))
    return dict(found)


def destinations(root: Path, source: str) -> dict[str, list[str]]:
    """Map each path that a file of the template is rendered to, itself or as a part, to cells."""
    itself = (
        [PurePosixPath(source.removeprefix("templates/"))]
        if source.startswith("templates/")
        else []
    )
    users = {*itself, *(user for user in layers.sources(root) if source in parts(root, user))}
    found = defaultdict(list)
    for cell in CELLS:
        for user in sorted(users):
            path = layers.target(user, cell)
            if path is not None:
                found[path].append(cell_id(cell))
    return dict(found)


def parts(root: Path, source: PurePosixPath | str) -> set[str]:
    """List the parts that a file of the template is made of."""
    file = root / source if str(source).startswith("parts/") else root / "templates" / source
    if file.suffix != ".jinja":
        return set()
    own = set(PART.findall(file.read_text("utf-8")))
    return own.union(*(parts(root, part) for part in own if part.startswith("parts/")))


def main(words: list[str]) -> int:
    """Print what was found for each path."""
    root = template.root()
    for word in words:
        in_template = word.startswith(("templates/", "parts/"))
        if in_template and not (root / word).is_file():
            print(f"`{word}` is no file of the template.")
            return 1
        found = destinations(root, word) if in_template else origins(root, word)
        if not found:
            print(f"No repo has a file `{word}`.")
            return 1
        for path, cells in found.items():
            made_of = (
                ""
                if in_template
                else "".join(
                    f"  + {part}" for part in sorted(parts(root, path.removeprefix("templates/")))
                )
            )
            print(f"{path}{made_of}\n    {', '.join(cells)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
