"""A rule between two columns, one of which is often unknown."""

import pytest

from eda import data, tables
from eda.analysis import schema

STEPS = "wind comes in steps of 5 knots"


@pytest.fixture(scope="module")
def raw():
    return schema.typed(tables.read(data.CSV, ["name", "status", *data.RULES]))


def broken(raw, wind, width):
    """Return the rules that a fix of a tropical storm breaks, but for that of the steps."""
    calm = raw[raw["status"] == "tropical storm"].head(1)
    row = calm.assign(**{"wind": float(wind), data.SIZE: width, schema.INNER: width * 0})
    return [name for name in schema.broken(schema.SOUND, row) if name != STEPS]


@pytest.mark.parametrize(("wind", "width"), [(30, 50.0), (20, 5.0), (33, 40.0)])
def test_a_width_without_a_gale(raw, wind, width):
    assert broken(raw, wind, width), (
        f"`SOUND` takes a wind of {wind} knots that is {width:.0f} miles wide. It should not."
    )


@pytest.mark.parametrize("wind", [34, 35, 60])
def test_a_gale_without_a_width(raw, wind):
    assert broken(raw, wind, 0.0), (
        f"`SOUND` takes {wind} knots and a width of 0. A gale covers something."
    )


@pytest.mark.parametrize(("wind", "width"), [(34, 20.0), (60, 200.0), (30, 0.0), (33, 0.0)])
def test_what_fits_is_taken(raw, wind, width):
    found = broken(raw, wind, width)
    assert not found, f"{wind} knots, {width:.0f} miles wide, is fine, and breaks: {found[0]}."


@pytest.mark.parametrize("wind", [25, 60])
def test_what_is_unknown_breaks_nothing(raw, wind):
    found = broken(raw, wind, float("nan"))
    assert not found, f"{wind} knots and an unknown width break: {found[0]}. Unknown is not 0."


def test_the_record_is_sound(raw):
    found = schema.broken(schema.SOUND, raw)
    rows = max(map(len, found.values()), default=0)
    assert not found, f"The record was sound, and now {rows:,} rows break: {next(iter(found))}."
