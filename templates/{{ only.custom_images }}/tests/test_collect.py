"""`collect` tells what became of each picture, and keeps those that are fit."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from failing import failure
from PIL import Image, ImageFilter

from custom_images import collect, data, picture

PILE = Path(__file__).parents[1] / "examples" / "pile"


@pytest.fixture
def pile(tmp_path, draw):
    """Make a folder with twelve good pictures each of two things."""
    for seed in range(24):
        draw(f"pile/{'ab'[seed % 2]}/{seed}.jpg", size=(320, 240), seed=seed)
    return tmp_path / "pile"


def became(pile, tmp_path):
    """Collect, and return verdict and reason by file."""
    table = collect.collect(pile, tmp_path / "mine")
    return {each.file: (each.verdict, each.why) for each in table.itertuples()}


def test_good_pictures_are_kept_without_a_word(pile, tmp_path):
    assert set(became(pile, tmp_path).values()) == {("kept", "")}
    assert len(list((tmp_path / "mine").rglob("*.png"))) == 24


def test_what_is_kept_is_small_upright_and_says_nothing_else(pile, tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    Image.open(pile / "a" / "0.jpg").resize((900, 600)).rotate(90).save(
        pile / "a" / "0.jpg", exif=exif
    )
    assert "upright now" in became(pile, tmp_path)["a/0.jpg"][1]
    for file in (tmp_path / "mine").rglob("*.png"):
        with Image.open(file) as image:
            assert max(image.size) <= collect.KEPT
            assert not image.getexif()


def test_a_smaller_copy_is_a_duplicate_and_the_larger_one_is_kept(pile, tmp_path):
    with Image.open(pile / "a" / "0.jpg") as image:
        image.resize((160, 120)).save(pile / "b" / "copy.jpg", quality=70)
    found = became(pile, tmp_path)
    assert found["b/copy.jpg"] == ("left out", "looks the same as `a/0.jpg`.")
    assert found["a/0.jpg"][0] == "kept"


def test_what_is_tiny_or_empty_is_left_out(pile, tmp_path, draw):
    draw("pile/a/icon.png", size=(20, 30), seed=99)
    Image.new("RGB", (200, 200), "beige").save(pile / "a" / "wall.png")
    found = became(pile, tmp_path)
    assert found["a/icon.png"] == ("left out", "is tiny: 20 x 30 pixels.")
    assert "empty" in found["a/wall.png"][1]


def test_a_blurred_picture_is_told_and_a_sharp_one_is_not(drawings):
    for file in drawings[0].files[::40]:
        image = picture.read(file)
        assert collect.softness(image) < collect.BLURRED
        assert collect.softness(image.filter(ImageFilter.GaussianBlur(2))) > collect.BLURRED


def test_files_that_cannot_be_read_are_told_and_the_rest_is_kept(pile, tmp_path):
    (pile / "a" / "x.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 99)
    (pile / "a" / "Thumbs.db").write_bytes(b"no picture")
    found = became(pile, tmp_path)
    assert found["a/x.heic"] == ("left out", "is a photo in HEIC. Save it as JPEG or PNG.")
    assert found["a/Thumbs.db"][0] == "left out"
    assert sum(verdict == "kept" for verdict, _ in found.values()) == 24


def test_two_pictures_that_differ_in_their_ending_alone_are_both_kept(pile, tmp_path, draw):
    draw("pile/a/0.png", seed=77)
    assert set(became(pile, tmp_path).values()) == {("kept", "")}
    assert len(list((tmp_path / "mine" / "a").iterdir())) == 13


def test_the_pile_in_the_examples_has_one_of_each_fault(tmp_path):
    table = collect.collect(PILE, tmp_path / "mine")
    told = " ".join(table["why"])
    faults = ["HEIC", "damaged", "tiny", "empty", "looks the same", "blurred", "upright"]
    assert [fault for fault in faults if fault not in told] == []
    assert pd.read_csv(tmp_path / "mine" / collect.LIST).shape == table.shape


def test_classes_of_very_different_size_are_told(pile, tmp_path, draw):
    for seed in range(100, 130):
        draw(f"pile/a/{seed}.png", seed=seed)
    assert "say `a` too often, and `b` too seldom" in collect.told(
        collect.collect(pile, tmp_path / "mine")
    )
    shutil.rmtree(pile / "b")
    (pile / "b").mkdir()
    draw("pile/b/1.png", seed=1)
    assert "`b` needs 10 pictures" in collect.told(collect.collect(pile, tmp_path / "mine"))


def test_the_command_says_what_to_do_next_and_can_be_repeated(pile, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    for _ in range(2):
        collect.main([str(pile)])
        assert "Kept 24 of 24 pictures in data/mine." in capsys.readouterr().out.replace("\\", "/")
    assert len(list((tmp_path / "data" / "mine").rglob("*.png"))) == 24


@pytest.mark.parametrize(("into", "hint"), [("other", "is there already"), ("pile/a", "lies in")])
def test_a_folder_with_something_else_in_it_is_never_removed(pile, tmp_path, capsys, into, hint):
    (tmp_path / "other").mkdir()
    code, message = failure(capsys, collect.main, pile, "--into", tmp_path / into)
    assert (code, hint in message) == (1, True)
    assert (tmp_path / into).exists()


def test_a_folder_without_folders_is_explained(pile, tmp_path, capsys):
    assert "no folders" in failure(capsys, collect.main, pile / "a", "--into", tmp_path / "m")[1]
