"""What is counted, logged and watched of a request: here its fields, as they are."""

from collections.abc import Mapping
from typing import Any

from . import schema

NAMES = set(schema.Request.model_fields)


def of(asked: schema.Request) -> Mapping[str, Any]:
    """Return the facts of one request by name; those in the model's profile are counted."""
    return vars(asked)
