"""All that is wrong is listed at once, and every trap is a rule."""

import pandas as pd
import pytest

from eda import data, tables
from eda.analysis import schema


@pytest.fixture(scope="module")
def raw():
    return schema.typed(tables.read(data.CSV, ["name", "status", *data.RULES]))


def test_the_record_is_sound(raw):
    assert schema.broken(schema.SOUND, raw) == {}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"wind": 300}, "`wind` is from 5 to 220"),
        ({"wind": None}, "`wind` is there, and of its kind"),
        ({"name": None}, "`name` is there, and of its kind"),
        ({"hour": 7.5}, "`hour` is from 0 to 23, and whole"),
        ({"day": 31}, "the month has that day"),
        ({"wind": 27}, "wind comes in steps of 5 knots"),
        ({"status": "storm"}, "`status` is a word we know"),
        ({"status": "hurricane"}, "hurricanes have a category, others none"),
        ({"status": "hurricane", "category": 2, "wind": 65}, "the category is that of the wind"),
        ({data.SIZE: 50, schema.INNER: 60}, "64 knots reach no farther than 34"),
    ],
)
def test_a_rule_is_broken_by_the_row_that_breaks_it(raw, change, rule):
    rows = raw.head(6).astype(object)  # in June; none is a hurricane
    for column, value in change.items():
        rows.loc[4, column] = value
    found = schema.broken(schema.SOUND, schema.typed(rows))
    assert found[rule] == [4]


def test_unknown_widths_break_no_rule(raw):
    rows = raw[raw[data.SIZE].isna()]
    assert len(rows) > 9_000
    assert "64 knots reach no farther than 34" not in schema.broken(schema.SOUND, rows)


def test_all_that_is_wrong_is_found_at_once(raw):
    rows = raw.head(6).copy()
    rows.loc[1, "wind"], rows.loc[2, "wind"], rows.loc[3, "lat"] = 300, 300, 99
    found = schema.broken(schema.SOUND, rows)
    assert found["`wind` is from 5 to 220"] == [1, 2]
    assert found["`lat` is from 0 to 90"] == [3]


@pytest.mark.parametrize(
    ("wind", "category"),
    [
        (63, None),
        (64, 1),
        (82, 1),
        (83, 2),
        (95, 2),
        (96, 3),
        (112, 3),
        (113, 4),
        (136, 4),
        (137, 5),
    ],
)
def test_the_scale_has_its_steps_where_saffir_and_simpson_put_them(wind, category):
    (found,) = schema.category(pd.Series([wind]))
    assert found == category or (category is None and pd.isna(found))


def test_what_a_storm_is_known_by(made):
    record = made(("Ana", "2003-04-20", [40, 45]), ("Bob", "2003-05-20", [70]))
    record["status"] = ["tropical storm", "tropical storm", "hurricane"]
    record.loc[1, "time"] += pd.Timedelta(hours=5)
    fixes = data.clean(record)
    found = schema.lives(fixes, data.storms(fixes))
    assert list(found["silence"] / pd.Timedelta(hours=1)) == [11, 0]
    assert list(found["hurricane"]) == [False, True]
    assert schema.broken(schema.STORMS, found) == {"it has a fix every six hours": [1]}
