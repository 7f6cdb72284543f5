"""What a learner's function is written with, for tasks in which the way is the point."""

import ast
import inspect
from collections.abc import Callable

LOOPS = (ast.For, ast.While, ast.comprehension)
OTHER_LOOPS = ("map", "vectorize", "apply_along_axis", "fromiter")


def used(function: Callable[..., object], *names: str) -> str:
    """Return the first of these names that the function uses; nothing if it uses none."""
    words = {getattr(node, "id", getattr(node, "attr", "")) for node in _nodes(function)}
    return next((name for name in names if name in words), "")


def loops(function: Callable[..., object]) -> bool:
    """Say whether the function goes through something one by one."""
    written = any(isinstance(node, LOOPS) for node in _nodes(function))
    return written or bool(used(function, *OTHER_LOOPS))


def _nodes(function: Callable[..., object]) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(inspect.getsource(function))))
    except (OSError, TypeError):  # not written in Python, such as `np.dot` under another name
        return []
