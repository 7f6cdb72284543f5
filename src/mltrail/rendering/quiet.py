"""Copier without its questions, for the many renders in which nobody is asked anything.

Copier imports the library that asks along with itself, and importing that takes as long as all the
rest. Where every answer is known, stand-ins take its place; a later render that asks gets the real.
"""

import sys
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

# What Copier takes from where.
TAKEN = {
    "questionary": ["confirm", "unsafe_prompt"],
    "questionary.prompts.common": ["Choice"],
    "prompt_toolkit.lexers": ["PygmentsLexer"],
    "pygments.lexers.data": ["JsonLexer", "YamlLexer"],
}
TAKERS = ["copier._main", "copier._user_data"]


@dataclass
class Choice:
    """A choice that nobody gets to see: Copier only compares answers with it."""

    title: str
    value: Any
    disabled: str


def copier(ask: bool) -> ModuleType:
    """Import Copier; with `ask`, together with what asks."""
    if not ask and "copier" not in sys.modules:
        with_stand_ins()
    elif ask:
        with_prompts()
    return import_module("copier")


def with_stand_ins() -> None:
    """Import Copier while stand-ins are in the place of what asks."""
    absent = [name for name in TAKEN if name not in sys.modules]
    for name in absent:
        sys.modules[name] = stand_in = ModuleType(name)
        vars(stand_in).update(dict.fromkeys(TAKEN[name]), Choice=Choice)
    try:
        import_module("copier")
    finally:
        for name in absent:
            sys.modules.pop(name, None)


def with_prompts() -> None:
    """Give Copier the real things, whether it has stand-ins or not."""
    takers = [import_module(name) for name in TAKERS]
    for name, things in TAKEN.items():
        source = import_module(name)
        for taker in takers:
            for thing in set(things) & set(vars(taker)):
                setattr(taker, thing, getattr(source, thing))
