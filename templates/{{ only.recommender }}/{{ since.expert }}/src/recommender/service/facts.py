"""What is counted, logged and watched of a request: its taste in figures, and no film by name.

An extension: it lets `of` look films up in the model that the service has loaded.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from . import schema, shelf, tastes
from .engine import Engine
from .serve import Slot

NAMES = set(tastes.NAMES)
_slots: list[Slot] = []  # of the applications in this process: as a rule, of one


def install(app: FastAPI) -> None:
    """Remember where the application keeps its model, which knows the films."""
    _slots.append(app.state.slot)


def of(asked: schema.Request) -> Mapping[str, Any]:
    """Return the facts of one request by name; those in the model's profile are counted."""
    return tastes.of(shelf.of(_model()), asked)


def _model() -> Engine:
    """Return the model of the newest application that has one: nobody answers without."""
    return next(slot.engine for slot in reversed(_slots) if slot.engine is not None)
