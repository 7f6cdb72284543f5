"""A table is read as people have it; what is not plain is refused by name."""

import gzip
import zipfile

import pandas as pd
import pytest

KNOWN = ["name", "age", "home.dest"]
PLAIN = "name,age,home.dest\nZoë,29.5,Łódź\nJim,,New York\n"
EXPECTED = pd.DataFrame(
    {"name": ["Zoë", "Jim"], "age": [29.5, None], "home.dest": ["Łódź", "New York"]}
)

FORMS = {
    "plain": PLAIN.encode(),
    "a first column called like an archive": PLAIN.replace("name,age", "PK,name,age", 1)
    .replace("Zoë", "1,Zoë")
    .replace("Jim", "2,Jim")
    .encode(),
    "capitals and blanks": PLAIN.replace("age,home.dest", "Age , Home Dest").encode(),
    "semicolons": PLAIN.replace(",", ";").replace("29.5", "29,5").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "blanks after commas": PLAIN.replace(",", ", ").encode(),
    "a decimal point beside semicolons": PLAIN.replace(",", ";").encode(),
    "a comma at the end of each line": PLAIN.replace("\n", ",\n").encode(),
    "a comma at the end of each row": PLAIN.replace("Łódź", "Łódź,")
    .replace("York", "York,")
    .encode(),
    "a comma at the end of one row": PLAIN.replace("York", "York,").encode(),
    "empty lines": f"\n{PLAIN}\n\n".encode(),
    "line ends of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "line ends of old Macs": PLAIN.replace("\n", "\r").encode(),
    "a mark in front": PLAIN.encode("utf-8-sig"),
    "two bytes a letter": PLAIN.encode("utf-16"),
    "packed, and not called so": gzip.compress(PLAIN.encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_read_in_the_form_that_people_have_it_in(tables, tmp_path, form):
    (tmp_path / "table.csv").write_bytes(FORMS[form])
    got = tables.read(tmp_path / "table.csv", KNOWN)
    got["age"] = pd.to_numeric(got["age"])
    pd.testing.assert_frame_equal(got[KNOWN], EXPECTED, check_dtype=False)


def test_letters_of_windows_are_read(tables, tmp_path):
    (tmp_path / "table.csv").write_bytes("name\nZoë\n".encode("cp1252"))
    assert list(tables.read(tmp_path / "table.csv", KNOWN)["name"]) == ["Zoë"]


def test_a_table_in_a_zip_archive_is_read(tables, tmp_path):
    with zipfile.ZipFile(tmp_path / "table.zip", "w") as archive:
        archive.writestr("table.csv", PLAIN)
        archive.writestr("__MACOSX/._table.csv", "what a Mac adds")
    pd.testing.assert_frame_equal(tables.read(tmp_path / "table.zip", KNOWN), EXPECTED)


def test_columns_that_nobody_knows_keep_their_names(tables, tmp_path):
    (tmp_path / "table.csv").write_text("PassengerId,Age\n1,20\n")
    assert list(tables.read(tmp_path / "table.csv", KNOWN)) == ["PassengerId", "age"]


SPOILT = {
    "nothing": (b" \n", "empty"),
    "no text": (b"\x89PNG\r\n\x1a\n\x00\xff", "no text"),
    "a cut archive": (gzip.compress(PLAIN.encode())[:-9], "damaged archive"),
    "half a spreadsheet": (b"PK\x03\x04 and so on", "damaged archive"),
    "a comma without quotes": (PLAIN.replace("Jim", "Jim, Mr.").encode(), "line 3 has 4 fields"),
    "a column without a name": (PLAIN.replace("Łódź", "Łódź,7").encode(), "line 2 has 4 fields"),
    "two commas too many": (PLAIN.replace("Łódź", "Łódź,,").encode(), "line 2 has 5 fields"),
    "an open quote": (PLAIN.replace("New", '"New').encode(), "damaged table"),
    "a column twice": (PLAIN.replace("name", "AGE").encode(), "column `age` twice"),
}


@pytest.mark.parametrize("mistake", SPOILT)
def test_a_table_that_is_not_plain_is_refused_with_the_reason(tables, tmp_path, mistake):
    content, reason = SPOILT[mistake]
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(tables.DataError, match=rf"table\.csv`.*{reason}"):
        tables.read(tmp_path / "table.csv", KNOWN)


def test_a_missing_column_is_named_beside_those_that_are_there(tables):
    with pytest.raises(tables.DataError, match="lacks the column `sex`.* has `age`, `fare`"):
        tables.require(pd.DataFrame({"age": [1], "fare": [2]}), ["age", "sex"], "some.csv")
