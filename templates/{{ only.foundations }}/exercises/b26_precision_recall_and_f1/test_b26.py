"""Three numbers about random answers, and about models that always say the same."""

import random

import pytest

from foundations.mine import chance


def counted(truth, said):
    pairs = list(zip(truth, said, strict=True))
    both, called, real = pairs.count((1, 1)), sum(said), sum(truth)
    precision, recall = both / called if called else 0, both / real if real else 0
    together = precision + recall
    return precision, recall, 2 * precision * recall / together if together else 0


@pytest.mark.parametrize("seed", range(5))
def test_random_answers(seed):
    draw = random.Random(seed)
    truth = [int(draw.random() < 0.3) for _ in range(40)] + [1]
    said = [int(draw.random() < 0.5) for _ in range(40)] + [1]
    expected, found = counted(truth, said), chance.precision_recall_f1(list(truth), list(said))
    assert len(found) == 3, f"Three numbers are asked for, not {len(found)}."
    assert tuple(found[:2]) != pytest.approx(expected[1::-1]), (
        "Precision and recall have changed places: precision looks at what was *said*."
    )
    for name, right, own in zip(("precision", "recall", "F1"), expected, found, strict=True):
        assert own == pytest.approx(right), f"The {name} should be {right:.3f}, not {own:.3f}."


@pytest.mark.parametrize(
    ("truth", "said"),
    [([1, 0, 1], [0, 0, 0]), ([0, 0], [1, 0]), ([0, 0], [0, 0]), ([1, 0], [0, 1])],
)
def test_nothing_to_divide_by(truth, said):
    try:
        found = chance.precision_recall_f1(truth, said)
    except ZeroDivisionError:
        pytest.fail(f"With truth {truth} and answers {said} it divides by 0: return 0.0 there.")
    assert tuple(found) == (0, 0, 0), (
        f"With truth {truth} and answers {said} all three should be 0, not {tuple(found)}."
    )
