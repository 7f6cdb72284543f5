"""The data is what it claims to be, and the exam asks for nothing that was in the book."""

import hashlib

import pandas as pd
import pytest

from text_classification import data, reading


def table(texts, labels, **more):
    """Return a table as `clean` takes it, every text ten times with another number."""
    rows = [
        (f"{text} {number}", label)
        for text, label in zip(texts, labels, strict=True)
        for number in range(10)
    ]
    return pd.DataFrame(rows, columns=["text", "label"]).assign(**more)


@pytest.mark.parametrize("path", [data.TRAIN, data.TEST])
def test_the_files_are_byte_for_byte_the_published_ones(path):
    published = (data.ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in published


def test_all_programs_are_there(texts):
    assert (len(texts), texts["label"].nunique(), texts["group"].nunique()) == (5762, 17, 4568)
    assert texts["exam"].sum() == 1118


def test_no_source_is_in_both_halves_of_the_split(texts):
    learn, exam = data.split(texts, seed=42)
    assert not set(learn["group"]) & set(exam["group"])
    assert len(learn) + len(exam) == len(texts)


def test_no_group_of_other_data_is_in_both_halves(texts):
    learn, exam = data.split(texts.drop(columns="exam"), seed=1)
    assert not set(learn["group"]) & set(exam["group"])
    assert 0.15 < len(exam) / len(texts) < 0.25


def test_without_groups_a_fifth_of_each_label_is_put_aside(texts):
    learn, exam = data.split(texts[["text", "label"]], seed=1)
    shares = exam["label"].value_counts() / texts["label"].value_counts()
    assert shares.between(0.17, 0.23).all()
    assert not set(learn.index) & set(exam.index)


def test_what_is_said_twice_stays_once_whatever_its_capitals_and_blanks():
    given = table(["a game", "a font"], ["games", "fonts"])
    again = given.assign(text=" " + given["text"].str.upper().str.replace(" ", "  "))
    told = []
    kept = data.clean(pd.concat([given, again], ignore_index=True), told.append)
    pd.testing.assert_frame_equal(kept, given)
    assert told == ["20 rows say what another says: left out."]


def test_what_has_no_text_or_no_label_is_left_out():
    given = table(["a game", "a font"], ["games", "fonts"])
    given.loc[3, "text"] = given.loc[14, "label"] = ""
    more = table(["more games", "more fonts"], ["games", "fonts"])
    assert len(data.clean(pd.concat([given, more], ignore_index=True))) == 38


def test_a_label_with_hardly_any_texts_is_left_out_and_told():
    given = pd.concat(
        [table(["a game", "a font"], ["games", "fonts"]), table(["x"], ["rare"]).head(9)]
    )
    told = []
    assert set(data.clean(given.reset_index(drop=True), told.append)["label"]) == {"games", "fonts"}
    assert told == ["9 rows have a label with fewer than 10 texts: left out."]


def test_a_single_label_is_nothing_to_learn_from():
    with pytest.raises(reading.DataError, match="Two labels"):
        data.clean(table(["a game"], ["games"]))


def test_texts_of_the_exam_that_were_learned_are_left_out(tmp_path):
    learn = table(["a game", "a font"], ["games", "fonts"])
    exam = pd.concat([learn.head(1), table(["new game", "new font"], ["games", "fonts"])])
    learn.to_csv(tmp_path / "learn.csv", index=False)
    exam.to_csv(tmp_path / "exam.csv", index=False)
    loaded = data.load(data.Source(tmp_path / "learn.csv", tmp_path / "exam.csv"))
    assert loaded["exam"].tolist() == [False] * 20 + [True] * 20
