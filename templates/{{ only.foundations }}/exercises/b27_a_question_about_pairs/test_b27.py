"""Pairs of random cases, ties, and what must be true."""

import random
import time

import pytest

from foundations.mine import chance


def pairs(truth, scores):
    ones = [score for t, score in zip(truth, scores, strict=True) if t == 1]
    zeros = [score for t, score in zip(truth, scores, strict=True) if t == 0]
    won = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a in ones for b in zeros)
    return won / len(ones) / len(zeros)


@pytest.mark.parametrize("seed", range(5))
def test_random_cases(seed):
    draw = random.Random(seed)
    truth = [0, 1] + [draw.randint(0, 1) for _ in range(30)]
    scores = [round(draw.random() + 0.3 * t, 1 + 4 * (seed % 2)) for t in truth]
    expected, found = pairs(truth, scores), chance.roc_auc(list(truth), list(scores))
    assert found != pytest.approx(1 - expected) or expected == 0.5, (
        "That is the share of pairs that are in the wrong order."
    )
    assert found == pytest.approx(expected), (
        f"{expected:.3f} of the pairs are in the right order (equal scores count half),"
        f" not {found:.3f}."
    )


def test_equal_scores():
    found = chance.roc_auc([1, 0, 1, 0], [0.4, 0.4, 0.4, 0.4])
    assert found == 0.5, f"If all scores are equal, each pair counts half: 0.5, not {found}."


def test_only_the_order_counts():
    truth, scores = [0, 1, 0, 1, 1, 0], [0.2, 0.9, 0.5, 0.4, 0.7, 0.1]
    found = chance.roc_auc(truth, scores)
    assert chance.roc_auc(truth, [100 * s**3 for s in scores]) == pytest.approx(found), (
        "Other scores in the same order should give the same."
    )
    assert chance.roc_auc(truth, [-s for s in scores]) == pytest.approx(1 - found), (
        "With the opposite order it should be one minus that."
    )


def test_a_thousand_cases():
    truth, scores = [0, 1] * 500, [random.Random(n).random() for n in range(1000)]
    start = time.process_time()
    chance.roc_auc(truth, scores)
    assert time.process_time() - start < 1, "1,000 cases take more than a second."
