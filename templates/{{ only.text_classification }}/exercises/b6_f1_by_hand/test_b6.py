"""Macro-F1 as the learner wrote it is that of scikit-learn."""

import random
from pathlib import Path

import pytest
from sklearn.metrics import f1_score, precision_score, recall_score
from written import written

from text_classification import errors


def macro_f1(true, answers):
    found = written(errors, "by_hand.py", "macro_f1").macro_f1(list(true), list(answers))
    assert found is not None, "`macro_f1` returns nothing. Is a `return` missing?"
    assert isinstance(found, (int, float)), f"`macro_f1` returns a {type(found).__name__}."
    return float(found)


def test_all_right():
    assert macro_f1("aabbc", "aabbc") == pytest.approx(1), "If all is right, macro-F1 is 1."


def test_all_wrong():
    assert macro_f1("aabb", "bbaa") == 0, "If nothing is right, macro-F1 is 0."


def test_a_label_that_was_never_answered_counts():
    found = macro_f1("aaab", "aaaa")
    assert found == pytest.approx(3 / 7), (
        f"`aaab` answered with `aaaa` makes 0.429: 0.857 for a, 0 for b. Yours is {found:.3f}."
    )


def test_a_label_that_was_only_answered_counts():
    found = macro_f1("aaaa", "aaab")
    assert found == pytest.approx(3 / 7), (
        f"`aaaa` answered with `aaab` makes 0.429, since b has a 0. Yours is {found:.3f}."
    )


def test_lists_of_all_kinds():
    lots = random.Random(1)
    for _ in range(20):
        true = lots.choices("abcde", [40, 9, 5, 3, 1], k=80)
        answers = [x if lots.random() < 0.6 else lots.choice("abcde") for x in true]
        found = macro_f1(true, answers)
        how = {"zero_division": 0, "average": "macro"}
        p, r = precision_score(true, answers, **how), recall_score(true, answers, **how)
        right, of_means = f1_score(true, answers, **how), 2 * p * r / (p + r)
        weighted = f1_score(true, answers, average="weighted")
        share = sum(a == b for a, b in zip(true, answers, strict=True)) / len(true)
        assert found != pytest.approx(of_means) or of_means == pytest.approx(right), (
            "That is the F1 of the mean precision and the mean recall. Take F1 of each label first."
        )
        assert found != pytest.approx(weighted), "Large labels count more: take the plain mean."
        assert found != pytest.approx(share), "That is accuracy. Count for each label alone."
        assert found == pytest.approx(right), f"It should be {right:.3f}, and yours is {found:.3f}."


def test_it_is_your_own():
    own = written(errors, "by_hand.py", "macro_f1")
    source = Path(own.__file__).read_text(encoding="utf-8")
    assert "sklearn" not in source, "It asks scikit-learn: count for yourself."
