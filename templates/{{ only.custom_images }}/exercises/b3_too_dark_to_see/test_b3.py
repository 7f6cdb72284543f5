"""What is too dark is left out, and a test of the learner's says so."""

import numpy as np
import pytest
from PIL import Image

from custom_images import collect


def verdict(folder, *brightest):
    """Collect a picture of noise up to these values of red, green and blue; return its row."""
    noise = np.random.default_rng(5).integers(0, np.array(brightest) + 1, (90, 120, 3))
    (folder / "pile" / "a").mkdir(parents=True)
    Image.fromarray(noise.astype(np.uint8)).save(folder / "pile" / "a" / "one.png")
    return collect.collect(folder / "pile", folder / "mine").iloc[0]


@pytest.mark.parametrize("brightest", [(20, 20, 20), (36, 36, 36), (0, 110, 0), (110, 0, 0)])
def test_the_dark_is_left_out(tmp_path, brightest):
    found, mean = verdict(tmp_path, *brightest), sum(brightest) / 6
    assert found["verdict"] == "left out", (
        f"A picture with a mean of {mean:.0f} over pixels and colours should be left out."
    )
    assert str(found["why"]).startswith("is dark"), (
        f"The reason should begin with `is dark`; it is `{found['why']}`."
    )


@pytest.mark.parametrize("brightest", [(44, 44, 44), (255, 255, 255), (0, 0, 140), (130, 0, 0)])
def test_what_is_less_dark_is_kept(tmp_path, brightest):
    found, mean = verdict(tmp_path, *brightest), sum(brightest) / 6
    assert found["verdict"] == "kept", (
        f"A picture with a mean of {mean:.0f} over pixels and colours should be kept."
    )


def test_other_reasons_stay(tmp_path):
    (tmp_path / "pile" / "a").mkdir(parents=True)
    Image.new("RGB", (90, 90), "white").save(tmp_path / "pile" / "a" / "one.png")
    found = collect.collect(tmp_path / "pile", tmp_path / "mine").iloc[0]
    assert found["why"].startswith("is empty"), "An empty picture should still be told as empty."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
