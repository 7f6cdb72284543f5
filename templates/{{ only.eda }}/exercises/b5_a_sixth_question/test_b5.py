"""How often does a hurricane gain thirty knots in a day?"""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from eda import data, questions

SLOW = [(hour, 30 + hour // 2) for hour in range(0, 97, 6)]  # 12 knots a day, up to 78
FAST = [(0, 30), (6, 40), (12, 50), (18, 60), (24, 70), (30, 80)]
JUMP = [(0, 30), (6, 64), (12, 70)]  # half a day is all there is of it
# Four rows up are 18 hours here and 30 knots; 24 hours are 25.
ODD = [(0, 40), (3, 42), (6, 45), (12, 55), (18, 70), (24, 65), (30, 64)]
EXACT = [(0, 40), (6, 45), (12, 50), (18, 60), (24, 70)]  # thirty in a day, not a knot more
WEAK = [(0, 20), (6, 30), (12, 40), (18, 50), (24, 55)]


def study(*storms):
    """Make a study of storms, each a list of (hours since its beginning, wind)."""
    rows = []
    for number, storm in enumerate(storms):
        for hour, wind in storm:
            time = pd.Timestamp(2000 + number, 9, 1) + pd.Timedelta(hours=hour)
            clock = {key: getattr(time, key) for key in data.CLOCK}
            row = {"name": f"S{number}", **clock, "time": time, "wind": wind, "pressure": 1000}
            rows.append(row | {"lat": 20.0, "long": -50.0, "status": "hurricane"})
    record = pd.DataFrame(rows)
    fixes = data.clean(record)
    return data.Study(record, fixes, data.storms(fixes), range(2000, 2000 + len(storms)))


def share(*storms):
    assert hasattr(questions, "rapid"), "There is no `rapid` in `questions.py` yet."
    found = questions.rapid(study(*storms))
    assert isinstance(found, questions.Finding), "`rapid` should return a `Finding`."
    assert "share_rapid" in found.facts, "The `facts` have no `share_rapid`."
    return found.facts["share_rapid"]


def test_fast_and_slow():
    given = share(SLOW, FAST)
    assert given == pytest.approx(0.5), (
        f"Of one slow and one fast hurricane half are fast: {given}."
    )


def test_thirty_knots_are_enough():
    given = share(SLOW, EXACT)
    assert given == pytest.approx(0.5), (
        f"A hurricane that gained exactly 30 knots in a day counts: the share is 0.5, not {given}."
    )


def test_storms_below_hurricane_force_do_not_count():
    given = share(SLOW, FAST, WEAK)
    assert given == pytest.approx(0.5), (
        f"A storm that never reaches 64 knots moves the share to {given:.2f}. Leave it out."
    )


def test_rows_are_not_hours():
    given = share(ODD, FAST)
    assert given == pytest.approx(0.5), (
        f"With fixes at odd hours the share is {given:.2f}, not 0.5. Four rows up is not a day."
    )


def test_half_a_day_is_no_day():
    given = share(JUMP, FAST)
    assert given == pytest.approx(0.5), (
        f"A storm that lived for half a day moves the share to {given:.2f}, which should be 0.5:"
        " without a fix 24 hours earlier it did not gain, and it still counts."
    )


def shows_storms(axes):
    """Say whether more is drawn than a line that marks a place."""
    curves = [line for line in axes.lines if len(line.get_xdata()) > 2]
    return bool([*axes.patches, *axes.collections, *curves])


def test_it_is_asked_with_the_others():
    findings = questions.ask(data.study(data.load()))
    later = [found.name for found in findings[5:]]
    assert later == ["rapid"], "`ask` should return `rapid` as the sixth."
    found = findings[5]
    assert isinstance(found.figure, Figure), "Its `figure` should be a picture."
    drawn = [axes for axes in found.figure.axes if shows_storms(axes)]
    assert drawn, "The picture shows no storms: draw their gains, say as a histogram."
    assert any(axes.get_xlabel() and axes.get_ylabel() for axes in drawn), (
        "A picture needs words at both of its axes."
    )
    percent = f"{found.facts['share_rapid']:.0%}"
    assert percent in found.says, f"The sentence should name the share, {percent}."
    assert found.question.strip() and len(found.but) > 20, "What does the share not allow to say?"
