"""Solutions with one thing wrong: an operator changed, a number moved, a line left out."""

import ast
import copy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Add,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.Not: ast.UAdd,
}


def changed_lines(repo: Path) -> dict[Path, set[int]]:
    """Map the modules that differ from the last commit to the numbers of their new lines."""
    subprocess.run(["git", "add", "--intent-to-add", "src"], cwd=repo, check=True)
    command = ["git", "diff", "--unified=0", "--no-color", "--", "src"]
    said = subprocess.run(command, cwd=repo, check=True, capture_output=True, text=True).stdout
    found: dict[Path, set[int]] = {}
    file = repo
    for line in said.splitlines():
        if line.startswith("+++ "):
            file = repo / line[6:]
        elif line.startswith("@@") and file.suffix == ".py":
            start, _, count = line.split("+")[1].split(" ")[0].partition(",")
            found.setdefault(file, set()).update(range(int(start), int(start) + int(count or 1)))
    return found


def of(source: str, lines: set[int]) -> Iterator[str]:
    """Give the module with one thing wrong in these lines, again and again."""
    tree = ast.parse(source)
    places = [node for node in ast.walk(tree) if getattr(node, "lineno", None) in lines]
    for place in places:
        for number in range(len(list(_mutations(copy.deepcopy(place))))):
            other = copy.deepcopy(tree)
            twin = next(
                n for n, o in zip(ast.walk(other), ast.walk(tree), strict=True) if o is place
            )
            for index, _ in enumerate(_mutations(twin)):
                if index == number:
                    break
            yield ast.unparse(ast.fix_missing_locations(other))


def _mutations(node: ast.AST) -> Iterator[None]:
    """Make a node wrong in place, in each way that it can be."""
    for name in ("op", "ops"):
        held = getattr(node, name, None)
        operator: Any = held[0] if isinstance(held, list) and held else held
        if type(operator) in SWAPS:
            wrong = SWAPS[type(operator)]()
            setattr(node, name, [wrong, *held[1:]] if isinstance(held, list) else wrong)
            yield
            setattr(node, name, held)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: Any = node.value
        node.value = value + 1
        yield
        node.value = value
    body = getattr(node, "body", None)
    if isinstance(body, list) and len(body) > 1:
        for index, line in enumerate(body):
            if not isinstance(line, ast.Expr) or not isinstance(line.value, ast.Constant):
                node.body = body[:index] + body[index + 1 :]  # type: ignore[attr-defined]
                yield
        node.body = body  # type: ignore[attr-defined]
