"""Tables of strangers are read as they have them, or refused in one sentence."""

import gzip

import pytest

from text_classification import data, reading

ROWS = [(f"some words about the topic, {n}", "spam" if n % 3 else "ham") for n in range(60)]


def write(path, lines, encoding="utf-8"):
    """Write lines into a file and return its path."""
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def plain(separator=",", names=("text", "label")):
    """Return the lines of a file with a text in quotes and a label."""
    first = [separator.join(names)] if names else []
    return first + [f'"{text}"{separator}{label}' for text, label in ROWS]


def check(path, **names):
    """See that all texts of a file come in, with their labels."""
    loaded = data.load(data.Source(path, **names))
    assert list(zip(loaded["text"], loaded["label"], strict=True)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "|"])
@pytest.mark.parametrize("names", [("text", "label"), ("v2", "v1"), None])
def test_separators_and_names_are_found_out(tmp_path, separator, names):
    check(write(tmp_path / "some.csv", plain(separator, names)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_as_they_were_written(tmp_path, encoding):
    lines = [line.replace("words", "Wörter") for line in plain()]
    loaded = data.load(data.Source(write(tmp_path / "some.csv", lines, encoding)))
    assert loaded["text"].str.startswith("some Wörter").all()


def test_a_file_with_tabs_has_no_quotes_to_close(tmp_path):
    lines = [f'{label}\t"{text}' for text, label in ROWS]
    loaded = data.load(data.Source(write(tmp_path / "some.tsv", lines)))
    assert loaded["text"].tolist() == [f'"{text}' for text, _ in ROWS]


def test_a_packed_file_is_read(tmp_path):
    path = write(tmp_path / "some.csv", plain())
    (tmp_path / "some.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    check(tmp_path / "some.csv.gz")


def test_columns_can_be_named_where_the_guess_is_wrong(tmp_path):
    lines = ["id,title,body,kind,star"]
    lines += [
        f'{n},"{text}","{text} and more","{kind}",{n % 2}' for n, (text, kind) in enumerate(ROWS)
    ]
    check(write(tmp_path / "some.csv", lines), text="title", label="kind")


def test_what_was_guessed_is_told(tmp_path):
    told = []
    data.load(data.Source(write(tmp_path / "some.csv", plain())), told.append)
    assert told == ["`some.csv`: 60 rows; the text is `text`, the label is `label`."]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"one column\nof texts\n", b'a,b\n1,"2\n', b"a,b\n1,2\n1,2,3\n", b"a,b\n1\n"]
    + [b"\x89PNG\r\n\x1a\n\x00\xff\xd8", gzip.compress(b"a,b\n1,2\n" * 99)[:30]],
)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_what_is_no_table_is_refused_by_name(tmp_path, content, ending):
    (tmp_path / f"other.{ending}").write_bytes(content)
    with pytest.raises(reading.DataError, match=r"`other\.csv"):
        data.load(data.Source(tmp_path / f"other.{ending}"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(reading.DataError, match=r"There is no file `.*nowhere\.csv`"):
        data.load(data.Source(tmp_path / "nowhere.csv"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(reading.DataError, match="There is no file"):
        reading.read(tmp_path)


def test_a_row_that_is_too_long_is_told_by_its_line(tmp_path):
    path = write(tmp_path / "some.csv", ["text,label", "a game,games", "a font, bold,fonts"])
    with pytest.raises(reading.DataError, match=r"labels\. Expected 2 fields in line 3, saw 3\. A"):
        reading.read(path)


def test_a_line_without_a_label_is_told_without_a_word_about_encodings(tmp_path):
    with pytest.raises(reading.DataError, match=r"texts and labels\. A text with"):
        reading.read(write(tmp_path / "some.csv", ["just one line"]))


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path):
    path = write(tmp_path / "some.csv", plain())
    with pytest.raises(reading.DataError, match="no column `labels`. Did you mean `label`"):
        data.load(data.Source(path, text="text", label="labels"))


def test_without_anything_like_a_label_its_column_is_asked_for(tmp_path):
    lines = ["text,id", *(f"text number {n},{n}" for n in range(40))]
    with pytest.raises(reading.DataError, match="--label NAME"):
        data.load(data.Source(write(tmp_path / "some.csv", lines)))
