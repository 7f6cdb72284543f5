"""The drawings are what they claim to be, and a folder that is no data set is explained."""

import hashlib
import shutil

import numpy as np
import pytest

from custom_images import data


def test_the_archive_is_byte_for_byte_the_published_one():
    published = (data.ARCHIVE.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.ARCHIVE.read_bytes()).hexdigest() in published


def test_there_are_1201_drawings_of_eight_classes(drawings):
    learn, test = drawings
    assert (len(learn), len(test)) == (960, 241)
    assert learn.classes == test.classes
    assert len(learn.classes) == 8


def test_no_drawing_and_no_series_is_in_both_sets(drawings):
    learn, test = drawings
    assert not set(learn.series) & set(test.series)
    contents = [file.read_bytes() for part in drawings for file in part.files]
    assert len(set(contents)) == 1201


def test_of_a_plain_folder_a_fifth_of_each_class_is_held_out(few):
    learn, test = data.load(few, seed=1)
    assert np.bincount(test.labels).tolist() == [2, 3, 3]
    assert not set(learn.files) & set(test.files)
    assert len(learn) + len(test) == 36
    assert [learn.classes[label] for label in learn.labels] == [f.parent.name for f in learn.files]


def test_the_same_seed_gives_the_same_test_set_and_another_seed_another_one(few):
    first, again, other = (data.load(few, seed)[1].files for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_hidden_files_are_no_pictures(few, tmp_path):
    shutil.copytree(few, tmp_path / "mine")
    (tmp_path / "mine" / "tools" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "mine" / ".thumbnails").mkdir()
    assert sum(map(len, data.load(tmp_path / "mine"))) == 36


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(data.DataError, match="nowhere"):
        data.load(tmp_path / "nowhere")


def test_pictures_without_folders_are_explained(few):
    with pytest.raises(data.DataError, match="two folders at least"):
        data.load(few / "tools")


def test_a_class_with_too_few_pictures_is_named(few, tmp_path):
    shutil.copytree(few, tmp_path / "mine")
    for file in list((tmp_path / "mine" / "signs").iterdir())[:4]:
        file.unlink()
    with pytest.raises(data.DataError, match="signs` holds 8 pictures"):
        data.load(tmp_path / "mine")


def test_sets_with_other_classes_are_refused(few, tmp_path):
    for part in ("train", "test"):
        shutil.copytree(few, tmp_path / part)
    assert sum(map(len, data.load(tmp_path))) == 72
    (tmp_path / "test" / "signs").rename(tmp_path / "test" / "sign")
    with pytest.raises(data.DataError, match="same names"):
        data.load(tmp_path)


def test_a_third_set_is_not_taken_for_a_class(few, tmp_path):
    for part in ("train", "test", "validation"):
        shutil.copytree(few, tmp_path / part)
    with pytest.raises(data.DataError, match="`train` and `test` and no other"):
        data.load(tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 half an archive"])
def test_a_damaged_archive_is_explained(tmp_path, monkeypatch, content):
    monkeypatch.setattr(data, "ARCHIVE", tmp_path / "clipart.zip")
    monkeypatch.setattr(data, "CLIPART", tmp_path / "clipart")
    if content is not None:
        data.ARCHIVE.write_bytes(content)
    with pytest.raises(data.DataError, match="git restore data"):
        data.load()
