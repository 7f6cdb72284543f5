"""The ready pieces do what their names say."""

import numpy as np
import pytest

from foundations import ready

RANDOM = np.random.default_rng(0)
X, Y, W = RANDOM.normal(size=(30, 4)), RANDOM.integers(0, 2, 30).astype(float), np.ones(4) / 3


def test_the_gradient_is_the_slope_of_the_log_loss():
    for column in range(4):
        nudge = np.eye(4)[column] * 1e-6
        slope = (ready.log_loss(X, Y, W + nudge) - ready.log_loss(X, Y, W - nudge)) / 2e-6
        assert ready.gradient(X, Y, W)[column] == pytest.approx(slope, abs=1e-8)


def test_a_step_goes_downhill():
    after = ready.step(W, ready.gradient(X, Y, W), 0.5)
    assert ready.log_loss(X, Y, after) < ready.log_loss(X, Y, W)


def test_roc_auc_counts_pairs():
    assert ready.roc_auc([0, 1], [0.1, 0.9]) == 1
    assert ready.roc_auc([0, 1], [0.5, 0.5]) == 0.5
    assert ready.roc_auc([0, 1, 0, 1], [0.2, 0.3, 0.4, 0.5]) == 0.75


def test_precision_recall_and_f1():
    found = ready.precision_recall_f1([1, 1, 1, 0, 0], [1, 1, 0, 1, 0])
    assert found == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert ready.precision_recall_f1([1, 0], [0, 0]) == (0, 0, 0)


def test_a_stratified_part_has_the_same_share_of_each_class():
    answers = [0] * 80 + [1] * 20
    part = ready.stratified(answers, 0.2, RANDOM.permutation(100).tolist())
    assert len(part) == 20
    assert sum(answers[case] for case in part) == 4


def test_folds_hold_everybody_once():
    dealt = ready.folds(list(range(11)), 3)
    assert sorted(case for part in dealt for case in part) == list(range(11))
    assert [len(part) for part in dealt] == [4, 4, 3]


def test_the_bootstrap_lies_around_the_mean():
    draws = RANDOM.integers(0, 30, size=(500, 30))
    low, high = ready.bootstrap(Y, draws)
    assert low < Y.mean() < high


@pytest.mark.parametrize(("name", "title"), [("A, Mlle. B", "Miss"), ("A", ""), (np.nan, "")])
def test_titles(name, title):
    assert ready.title(name) == title


def test_medians_and_holes():
    assert ready.median([3, np.nan, 1, 2]) == 2
    assert ready.fill([np.nan, 0.0], 5.0) == [5.0, 0.0]
