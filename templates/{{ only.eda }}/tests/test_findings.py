"""What the record says: these figures may move only if the record or a definition does."""

import re

import pandas as pd
import pytest

from eda import counting, data, questions, traps

README = (data.ROOT / "README.md").read_text(encoding="utf-8")
STATED = re.findall(r"^\| `(\w+)` \| (-?[\d.]+) \|", README, re.MULTILINE)


@pytest.fixture(scope="module")
def facts(study):
    counts = {"fixes": len(study.fixes), "storms": len(study.storms)}
    return counts | {
        key: each for found in questions.ask(study) for key, each in found.facts.items()
    }


@pytest.fixture(scope="module")
def found(study):
    return {trap.name: trap for trap in traps.find(study)}


@pytest.mark.parametrize(("name", "value"), STATED)
def test_the_figures_in_the_readme_are_those_of_the_record(facts, name, value):
    assert facts[name] == pytest.approx(float(value), abs=0.0005001)


def test_the_readme_states_figures_of_all_questions():
    assert len(STATED) > 20


def test_counted_naively_the_figures_are_a_little_off(record):
    """By name and year, and two days told as eight rows: what others may find in this record."""
    storms = record.groupby(["name", "year"]).agg(rows=("wind", "size"), wind=("wind", "max"))
    storms["season"] = storms.index.get_level_values("year")
    lines = [
        counting.trend(counting.per_season(some, range(1975, 2023)))
        for some in (storms, storms[storms["rows"] <= 8], storms[storms["wind"] >= 96])
    ]
    assert [round(line.per_decade, 2) for line in lines] == [2.66, 0.14, 0.52]
    assert [line.p for line in lines[1:]] == pytest.approx([0.23, 0.004], abs=0.002)


@pytest.mark.parametrize(
    ("trap", "times"),
    [
        ("times told twice", 24),
        ("fixes at odd hours", 459),
        ("names used again", 131),
        ("alive at New Year", 1),
        ("no hurricane, but as strong", 2),
        ("weaker than a gale", 52),
        ("seasons with none", 18),
    ],
)
def test_a_trap_is_found_as_often_as_it_is_set(found, trap, times):
    assert found[trap].found == times


def test_a_trap_says_what_it_does_to_a_figure(found):
    assert "2 rows are copies, 22 differ" in found["times told twice"].misleads
    assert "260 storms; Ana would be one, and is 8" in found["names used again"].misleads
    assert "655 storms" in found["alive at New Year"].misleads


def test_a_clean_record_sets_no_trap_of_double_rows(record):
    rows = data.clean(record)[record.columns]
    assert "times told twice" not in [trap.name for trap in traps.find(data.study(rows))]


def test_each_question_has_one_sentence_for_and_one_against(study):
    for found in questions.ask(study):
        assert found.question.endswith("?")
        assert found.says.endswith(".") and found.but.endswith(".")
        assert found.figure.axes and found.figure.axes[0].get_title(loc="left")


def test_wind_and_pressure_of_another_record_are_its_own(study):
    flat = study.fixes.assign(pressure=1100 - study.fixes["wind"])
    other = data.Study(study.record, flat, study.storms, study.seasons)
    assert questions.pressure(other).facts["correlation_wind_pressure"] == pytest.approx(-1)


def test_without_any_size_the_question_of_width_is_refused(study):
    unknown = study.fixes.assign(**{data.SIZE: pd.NA})
    with pytest.raises(data.tables.DataError, match="is empty in all rows"):
        questions.width(data.Study(study.record, unknown, study.storms, study.seasons))
