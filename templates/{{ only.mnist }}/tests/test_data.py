"""The data is what it claims to be, and nothing leaks."""

import gzip
import hashlib
import struct

import numpy as np
import pytest

from mnist import data


def test_the_sample_is_byte_for_byte_the_published_one():
    published = (data.SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.SAMPLE.read_bytes()).hexdigest() in published


def test_there_are_500_of_each_digit_and_no_two_are_the_same(sample):
    assert np.bincount(sample.labels).tolist() == [500] * 10
    assert len({image.tobytes() for image in sample.images}) == 5000


def test_the_ink_is_bright_and_most_of_a_picture_is_empty(sample):
    assert sample.images.dtype == np.uint8
    assert (sample.images == 0).mean() > 0.7
    assert sample.images[:, [0, -1], :].mean() < 1  # the border is paper


def test_no_digit_is_in_two_of_the_three_sets(sample):
    rest, exam = data.split(sample, seed=42)
    learn, validation = data.hold_out(rest, seed=42)
    sets = [{image.tobytes() for image in part.images} for part in (learn, validation, exam)]
    assert [len(part) for part in sets] == [3500, 500, 1000]
    assert len(set.union(*sets)) == 5000


def test_every_set_has_as_many_of_each_digit(sample):
    rest, exam = data.split(sample, seed=42)
    for part in (*data.hold_out(rest, seed=42), exam):
        counts = np.bincount(part.labels)
        assert counts.max() - counts.min() <= 1


def test_the_same_seed_gives_the_same_split_and_another_seed_another_one(sample):
    first, again, other = (data.split(sample, seed).test.images for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(data.DataError, match=r"nowhere\.npz"):
        data.load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\xff", b"PK\x03\x04 half a file"])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "damaged.npz").write_bytes(content)
    with pytest.raises(data.DataError, match=r"damaged\.npz"):
        data.load(tmp_path / "damaged.npz")


def test_a_file_that_would_run_code_is_refused(tmp_path):
    np.savez(tmp_path / "odd.npz", images=np.array([print], dtype=object), labels=np.zeros(1))
    with pytest.raises(data.DataError, match=r"odd\.npz"):
        data.load(tmp_path / "odd.npz")


@pytest.mark.parametrize(
    ("images", "labels", "problem"),
    [
        (np.zeros((2, 28, 27), np.uint8), np.array([1, 2]), "28 x 28"),
        (np.zeros((2, 28, 28), float), np.array([1, 2]), "28 x 28"),
        (np.zeros((2, 28, 28), np.uint8), np.array([1]), "one label for each"),
        (np.zeros((2, 28, 28), np.uint8), np.array([1, 10]), "from 0 to 9"),
        (np.zeros((2, 28, 28), np.uint8), np.array([0.5, 1]), "from 0 to 9"),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, int), "no digits"),
    ],
)
def test_pictures_that_are_no_digits_are_refused(tmp_path, images, labels, problem):
    np.savez(tmp_path / "wrong.npz", images=images, labels=labels)
    with pytest.raises(data.DataError, match=problem):
        data.load(tmp_path / "wrong.npz")


# The full data, in small.


def idx(numbers):
    """Return an array as MNIST stores it."""
    head = bytes([0, 0, 8, numbers.ndim]) + struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return gzip.compress(head + numbers.astype(np.uint8).tobytes(), mtime=0)


@pytest.fixture
def folder(tmp_path, few):
    """Return a folder like data/full with 200 digits to learn from and 100 to test."""
    order = np.random.default_rng(0).permutation(300)
    parts = [few.images[order[:200]], few.labels[order[:200]]]
    parts += [few.images[order[200:]], few.labels[order[200:]]]
    for name, numbers in zip(data.file_names(), parts, strict=True):
        (tmp_path / name).write_bytes(idx(numbers))
    return tmp_path


def test_the_full_data_is_used_as_soon_as_it_is_there(folder, monkeypatch):
    assert len(data.load()) in (5000, 70000)
    monkeypatch.setattr(data, "FULL", folder)
    assert len(data.load()) == 300


def test_the_full_data_keeps_its_official_test_set(folder):
    digits = data.load(folder)
    for seed in (1, 2):
        rest, exam = data.split(digits, seed)
        assert (exam.images == digits.images[200:]).all()
        assert (rest.labels == digits.labels[:200]).all()


def test_half_of_the_full_data_is_not_enough(folder, monkeypatch):
    (folder / data.file_names()[3]).unlink()
    monkeypatch.setattr(data, "FULL", folder)
    assert len(data.load()) == 5000
    with pytest.raises(data.DataError, match="uv run download"):
        data.load(folder)


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"\0\0\x09\x01", mtime=0), idx(np.ones(9))[:9]]
)
def test_a_damaged_file_of_the_full_data_is_named(folder, content):
    (folder / "train-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(data.DataError, match="train-images"):
        data.load(folder)
