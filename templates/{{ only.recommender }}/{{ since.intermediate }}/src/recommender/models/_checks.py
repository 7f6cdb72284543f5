"""Refuse options that make no sense before minutes are spent on them. Not a model itself."""


def whole(name: str, value: int) -> int:
    """Return the value if it is a whole number above 0, or raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"`{name}` must be a whole number above 0, not `{value}`.")
    return value


def positive(name: str, value: float) -> float:
    """Return the value as a float if it is a number above 0, or raise ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"`{name}` must be a number above 0, not `{value}`.")
    if not 0 < value < float("inf"):
        raise ValueError(f"`{name}` must be a number above 0, not `{value}`.")
    return float(value)
