"""The data is what it claims to be, and nothing leaks."""

import hashlib

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
    sets = [{image.tobytes() for image in part.images} for part in data.split(sample, seed=42)]
    assert [len(part) for part in sets] == [3500, 500, 1000]
    assert len(set.union(*sets)) == 5000


def test_every_set_has_as_many_of_each_digit(sample):
    for part in data.split(sample, seed=42):
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


@pytest.fixture
def full(tmp_path, few, monkeypatch):
    """Write a small file like that of the full data: 200 digits to learn from and 100 to test."""
    order = np.random.default_rng(0).permutation(300)
    digits = {"images": few.images[order], "labels": few.labels[order], "official": 100}
    np.savez(tmp_path / "mnist.npz", **digits)
    monkeypatch.setattr(data, "FULL", tmp_path / "mnist.npz")
    return tmp_path / "mnist.npz"


def test_the_full_data_is_used_as_soon_as_it_is_there(full):
    assert len(data.load()) == 300
    full.unlink()
    assert len(data.load()) == 5000


def test_the_full_data_keeps_its_official_test_set(full):
    digits = data.load()
    for seed in (1, 2):
        rest, test = data.set_test_aside(digits, seed)
        assert (test.images == digits.images[200:]).all()
        assert (rest.labels == digits.labels[:200]).all()


def test_a_damaged_file_of_the_full_data_is_named(full):
    full.write_bytes(full.read_bytes()[:1000])
    with pytest.raises(data.DataError, match="mnist.npz"):
        data.load()
