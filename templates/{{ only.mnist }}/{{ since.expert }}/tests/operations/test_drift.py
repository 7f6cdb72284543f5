"""Drift is found where there is some, and not where there is none."""

import base64
import io
import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageFilter, ImageOps

from mnist import params
from mnist.errors import UserError
from mnist.operations import bins, cases, drift, monitor
from mnist.service import engine

COLUMN = {"kind": "number", "missing": 0.0, "edges": [0.25, 0.5, 0.75], "shares": [0.25] * 4}


def moves(live, reference=None):
    rng = np.random.default_rng(0)
    before = rng.random(1000) if reference is None else reference
    return drift.compare({"x": bins.Bins(COLUMN)}, {"x": before}, {"x": live})[0]


def test_equal_shares_have_no_distance():
    assert drift.psi([0.2, 0.8], [0.2, 0.8]) == 0


def test_psi_is_what_the_formula_says_by_hand():
    by_hand = (0.9 - 0.5) * np.log(0.9 / 0.5) + (0.1 - 0.5) * np.log(0.1 / 0.5)
    assert drift.psi([0.5, 0.5], [0.9, 0.1]) == pytest.approx(by_hand)
    assert drift.psi([0.9, 0.1], [0.5, 0.5]) == pytest.approx(by_hand)


def test_an_empty_bin_does_not_make_it_infinite():
    assert np.isfinite(drift.psi([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]))


def test_the_same_distribution_does_not_drift():
    for seed in range(50):
        assert not moves(np.random.default_rng(100 + seed).random(500)).drifted


def test_a_shifted_distribution_drifts():
    assert moves(np.random.default_rng(1).random(500) * 0.5).drifted


def test_missing_values_drift_though_the_known_ones_do_not():
    live = np.random.default_rng(1).random(500)
    live[::2] = np.nan
    assert moves(live).drifted


def test_a_large_move_of_a_few_rows_may_be_luck():
    move = moves([0.1, 0.2, 0.3, 0.4, 0.45])
    assert move.psi > drift.PSI_LARGE
    assert not move.drifted


def test_a_tiny_move_of_very_many_rows_is_no_drift():
    rng = np.random.default_rng(2)
    move = moves(rng.random(200_000) ** 1.05, rng.random(200_000))
    assert move.chi_square < 1e-6
    assert not move.drifted


def test_both_halves_of_the_training_data_agree(exported):
    model = engine.load(exported / "model.onnx")
    table = cases.reference(model, 42)
    order = np.random.default_rng(0).permutation(len(table["ink"]))
    halves = [{name: np.array(table[name])[order[half::2]] for name in table} for half in (0, 1)]
    assert not any(move.drifted for move in drift.compare(monitor.columns(model), *halves))


@pytest.fixture
def watch(exported, log, tmp_path, code):
    """Return a function: run `monitor` on the log; get exit code, words and numbers."""

    def run(*flags):
        places = ["--log", log, "--reports", tmp_path, "--model", exported / "model.onnx"]
        result, said = code(monitor.main, *places, *flags)
        found = tmp_path / "drift.json"
        return result, said, json.loads(found.read_text()) if found.exists() else None

    return run


def sent(image, **options):
    """Return the request for a picture, as it would come from a camera or a drawing program."""
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return base64.b64encode(file.getvalue()).decode()


def thicker(image):
    return image.resize((112, 112)).filter(ImageFilter.MaxFilter(9))


def noisy(image):
    grain = np.random.default_rng(0).normal(0, 70, (28, 28))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def inverted(image):
    return ImageOps.invert(image)


def leaning(image):
    return image.transform((28, 28), Image.Transform.AFFINE, (1, 0.6, -8.4, 0, 1, 0))


@pytest.fixture
def changed(unseen):
    """Return a function that makes 300 requests out of digits of the test set, each changed."""

    def make(change):
        digits = [Image.open(io.BytesIO(base64.b64decode(text))) for text in unseen["image"][:300]]
        return pd.DataFrame({"image": [sent(change(digit)) for digit in digits]})

    return make


def test_digits_like_the_training_data_are_no_drift(service, watch, unseen, tmp_path):
    service(unseen.head(400))  # the log keeps 500 at once
    result, said, found = watch()
    assert (result, found["drifted"], found["rows"]) == (0, [], 400)
    assert "Nothing drifted" in said
    assert "<script" not in (tmp_path / "drift.html").read_text()


@pytest.mark.parametrize(
    ("change", "expected"),
    [(thicker, {"thickness", "ink"}), (noisy, {"thickness"}), (leaning, {"slant"})],
)
def test_digits_that_are_drawn_differently_are_drift(service, watch, changed, change, expected):
    service(changed(change))
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert expected <= set(found["drifted"])


def test_dark_on_light_instead_of_light_on_dark_is_none(service, watch, changed):
    service(changed(inverted))  # the preparation undoes it
    assert watch()[0] == 0


def test_only_ones_are_drift_and_the_exit_code_says_so(service, watch, unseen, tmp_path):
    ones = unseen[unseen["digit"] == 1]
    service(pd.concat([ones] * 3))
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert {"ink", "width"} <= set(found["drifted"])
    page = (tmp_path / "drift.html").read_text()
    assert "width" in page and "http" not in page.replace("http-equiv", "")


def test_too_few_requests_are_no_verdict(service, watch, unseen):
    service(unseen.head(20))
    result, said, found = watch()
    assert (result, found) == (1, None)
    assert "20 requests" in said


def test_a_service_that_was_never_asked_is_explained(watch):
    result, said, _ = watch()
    assert (result, "uv run loadtest" in said) == (1, True)


def test_only_the_newest_requests_count(service, watch, unseen):
    service(unseen.head(300))
    assert watch("--last", 50, "--least", 50)[2]["rows"] == 50


def test_lines_that_were_damaged_are_skipped_and_counted(service, watch, log, unseen, tmp_path):
    service(unseen.head(400))
    whole = log.read_text().splitlines()
    entry = json.loads(whole[-1])
    lacking = {**entry, "asked": dict(list(entry["asked"].items())[1:])}
    words = {**entry, "asked": dict.fromkeys(entry["asked"], "much")}
    spoilt = [
        whole[-1][:-9],
        "7",
        "[]",
        "{}",
        *map(json.dumps, [lacking, words, entry | {"at": 5}]),
    ]
    log.write_text("\n".join([*whole, *spoilt]) + "\n", encoding="utf-8")
    with log.open("ab") as file:
        file.write(b"\xff\xfe\n")
    result, said, found = watch("--least", 100)
    assert (result, found["rows"], found["skipped"]) == (0, len(whole), len(spoilt) + 1)
    assert f"Skipped {len(spoilt) + 1} lines" in said
    assert (
        f"{len(spoilt) + 1} lines of the log are damaged" in (tmp_path / "drift.html").read_text()
    )


def test_the_reference_is_that_of_the_model_and_not_of_a_seed_edited_since(watch, log, monkeypatch):
    asked = []

    def reference(_, seed):
        asked.append(seed)
        raise UserError("enough")

    monkeypatch.setattr(params, "load", lambda *_: params.Params(7, "any"))
    monkeypatch.setattr(monitor, "window", lambda *_: None)
    monkeypatch.setattr(cases, "reference", reference)
    assert watch()[1].endswith("enough")
    assert asked == [42]
