"""Copier without its questions, for the many renders in which nobody is asked anything.

Copier imports the library that asks along with itself, and importing that takes as long as all the
rest. Where every answer is known, stand-ins take its place; a later render that asks imports Copier
anew. Should another Copier take more than the stand-ins have, it gets the real things at once.
"""

import sys
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Any

# What Copier takes from where.
TAKEN = {
    "questionary": ["confirm", "unsafe_prompt"],
    "questionary.prompts.common": ["Choice"],
    "prompt_toolkit.lexers": ["PygmentsLexer"],
    "pygments.lexers.data": ["JsonLexer", "YamlLexer"],
}

_one_at_a_time = Lock()
_mute: list[ModuleType] = []  # the Copier that cannot ask, while that is the one imported


@dataclass
class Choice:
    """A choice that nobody gets to see: Copier only compares answers with it."""

    title: str
    value: Any
    disabled: str


def copier(ask: bool) -> ModuleType:
    """Import Copier; with `ask`, together with what asks."""
    with _one_at_a_time:
        if ask and sys.modules.get("copier") in _mute:
            _forget()
        if ask or "copier" in sys.modules:
            return import_module("copier")
        return _with_stand_ins()


def _with_stand_ins() -> ModuleType:
    """Import Copier while stand-ins are in the place of what asks."""
    absent = [name for name in TAKEN if name not in sys.modules]
    for name in absent:
        sys.modules[name] = stand_in = ModuleType(name)
        vars(stand_in).update(dict.fromkeys(TAKEN[name]), Choice=Choice)
    try:
        _mute[:] = [import_module("copier")]
    except ImportError:
        _forget()
    finally:
        for name in absent:
            sys.modules.pop(name, None)
    return import_module("copier")


def _forget() -> None:
    """Let Copier be imported anew."""
    _mute.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "copier"]:
        del sys.modules[name]
