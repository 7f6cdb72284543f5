"""What `calibrate` and `threshold` say about probabilities and costs is so."""

import json

import numpy as np
import pandas as pd
import pytest

from deployed_api import data, train
from deployed_api.analysis import calibrate, scoring, threshold
from deployed_api.analysis.scoring import Costs
from deployed_api.params import Params

SETTINGS = Params(seed=42, model="logistic_regression")


@pytest.fixture(scope="module")
def found():
    """Calibrate the quickest model on every fifth loan."""
    few = data.load().iloc[::5]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "load", lambda: few)
        return calibrate.calibrate("logistic_regression", SETTINGS)


@pytest.fixture(scope="module")
def judged():
    """Return the training loans and an honest probability for each."""
    return threshold.answers(SETTINGS)


def test_without_a_curve_the_scores_are_those_that_train_measures(found):
    learn = data.split(data.load().iloc[::5], SETTINGS.seed).train
    expected = train.cross_validated(train.estimator(SETTINGS), learn, SETTINGS.seed)
    scores = found.scores[calibrate.PLAIN].mean()
    assert scores["log_loss"] == pytest.approx(expected["log_loss_mean"])
    assert scores["brier"] == pytest.approx(expected["brier_mean"])


def test_the_model_of_the_settings_keeps_its_options_and_another_has_its_defaults(monkeypatch):
    few, built = data.load().iloc[::10], []
    monkeypatch.setattr(data, "load", lambda: few)
    build = train.estimator
    monkeypatch.setattr(train, "estimator", lambda chosen: built.append(chosen) or build(chosen))
    settings = Params(seed=42, model="logistic_regression", options={"C": 0.01})
    calibrate.calibrate("logistic_regression", settings)
    assert {chosen.options["C"] for chosen in built} == {0.01}
    calibrate.calibrate("majority", settings)
    assert not any("C" in chosen.options for chosen in built[-15:])


def test_every_loan_is_judged_once_with_each_method(found):
    assert set(found.chances) == {calibrate.PLAIN, "sigmoid", "isotonic"}
    assert all(chance.between(0, 1).all() for chance in found.chances.values())


def test_calibrate_writes_what_it_names(found, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(calibrate, "calibrate", lambda *_: found)
    calibrate.main(["--reports", str(tmp_path), "--model", "logistic_regression"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert json.loads((tmp_path / "calibrate.json").read_text())["model"] == "logistic_regression"
    assert (tmp_path / "calibrate.png").stat().st_size > 0


@pytest.mark.parametrize(
    ("model", "hint"), [("calibrated", "a curve already"), ("boster", "Did you mean")]
)
def test_a_model_that_cannot_be_calibrated_is_explained(model, hint):
    with pytest.raises(SystemExit, match=hint):
        calibrate.main(["--model", model])


def test_equal_costs_draw_the_line_in_the_middle():
    assert Costs(1, 1).threshold == 0.5


def test_at_the_threshold_both_answers_cost_the_same():
    price = Costs(good_refused=2, bad_accepted=7)
    p = price.threshold
    assert p * price.bad_accepted == pytest.approx((1 - p) * price.good_refused)


def test_the_cost_of_a_line_is_counted_right():
    actual, chance = pd.Series([1, 1, 0, 0]), pd.Series([0.9, 0.1, 0.8, 0.2])
    line = threshold.line(0.5, actual, chance, Costs(good_refused=1, bad_accepted=5))
    assert line.cost == (5 + 1) / 4  # one bad loan accepted, one good loan refused
    assert (line.refused, line.bad_refused, line.good_refused) == (0.5, 0.5, 0.5)


def test_the_line_from_the_costs_is_near_the_cheapest_and_far_below_the_middle(judged):
    loans, chance = judged
    lines = threshold.lines_of(loans[data.TARGET], chance, Costs(1, 5))
    cheapest, chosen = lines["cheapest in hindsight"].cost, lines["from the costs"].cost
    assert cheapest <= chosen < cheapest + 0.02
    assert chosen < lines["from 0.5 on"].cost - 0.2
    assert lines["accept everybody"].cost == pytest.approx(5 * loans[data.TARGET].mean())


def test_whoever_is_dearer_to_accept_is_refused_more(judged):
    loans, chance = judged
    actual = loans[data.TARGET]
    shares = [
        threshold.line(price.threshold, actual, chance, price).refused
        for price in (Costs(1, 1), Costs(1, 5), Costs(1, 20))
    ]
    assert shares == sorted(shares)


def test_every_loan_is_in_one_age_group(judged):
    loans, chance = judged
    ages = threshold.by_age(loans, chance, 0.2)
    assert ages["loans"].sum() == len(loans)
    assert np.average(ages["refused"], weights=ages["loans"]) == (chance >= 0.2).mean()


def test_threshold_writes_what_it_names(judged, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(threshold, "answers", lambda _: judged)
    threshold.main(["--reports", str(tmp_path)])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    names = [line.split("/")[-1] for line in out.splitlines() if "/" in line]
    assert len(names) == 3
    assert all((tmp_path / name).stat().st_size > 0 for name in names)


def test_the_line_from_the_costs_is_seen_beside_the_cheapest():
    curve = pd.DataFrame({"fold": [0.7, 0.4, 1.4]}, index=[0.0, 0.16, 1.0])
    marks = {"from the costs": (1 / 6, 0.45), "cheapest in hindsight": (0.17, 0.449)}
    axes = threshold.cost_figure(curve, marks).axes[0]
    drawn = [each for each in axes.lines if list(each.get_xdata()) == [1 / 6, 1 / 6]]
    assert [list(each.get_ydata()) for each in drawn] == [[0, 1]]  # from edge to edge
    looks = {each.get_marker() for each in axes.lines if each.get_marker() != "None"}
    assert len(looks) == len(marks)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("good_refused: 0\nbad_accepted: 5", "above 0"),
        ("good_refused: 1", "`bad_accepted`"),
        ("good_refused: yes\nbad_accepted: 5", "`good_refused`"),
        ("good_refused: .inf\nbad_accepted: 5", "`good_refused`"),
        ("good_refuse: 1\nbad_accepted: 5", "Did you mean `good_refused`"),
        ("five", "lines like"),
        ("a: [", "not valid YAML"),
    ],
)
def test_costs_that_make_no_sense_are_explained(tmp_path, text, hint):
    (tmp_path / "costs.yaml").write_text(text)
    with pytest.raises(SystemExit, match=hint):
        threshold.main(["--costs", str(tmp_path / "costs.yaml")])


def test_missing_costs_are_named(tmp_path):
    with pytest.raises(scoring.CostsError, match=r"none\.yaml"):
        scoring.costs(tmp_path / "none.yaml")


def test_the_costs_in_the_repo_can_be_read():
    assert 0 < scoring.costs().threshold < 1
