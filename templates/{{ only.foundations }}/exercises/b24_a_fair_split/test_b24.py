"""Splits of random answers: sizes, shares, and who was chosen."""

import random

import pytest

from foundations.mine import chance


@pytest.mark.parametrize("share", [0.2, 0.25, 0.5])
@pytest.mark.parametrize("seed", range(3))
def test_random_answers(seed, share):
    draw = random.Random(seed)
    answers = [draw.choice([0, 0, 0, 1, 2]) for _ in range(60)]
    order = draw.sample(range(60), 60)
    found = [int(case) for case in chance.stratified(list(answers), share, list(order))]
    assert found == sorted(set(found)), "Each case once, in ascending order, please."
    for label in sorted(set(answers)):
        own = [case for case in order if answers[case] == label]
        chosen, wanted = [case for case in found if answers[case] == label], round(share * len(own))
        assert len(chosen) == wanted, (
            f"Class {label} has {len(own)} cases; {wanted} of them should be in the test set,"
            f" not {len(chosen)}."
        )
        assert chosen == sorted(own[:wanted]), (
            f"Of class {label} the first {wanted} *in the order given* should be chosen."
        )


def test_a_rare_class_is_there():
    answers = [0] * 95 + [1] * 5
    found = chance.stratified(answers, 0.2, random.Random(5).sample(range(100), 100))
    rare = sum(answers[case] for case in found)
    assert rare == 1, f"One of the five rare cases should be in the test set, not {rare}."


def test_the_example():
    found = list(chance.stratified([0, 0, 1, 1], 0.5, [3, 1, 0, 2]))
    assert found == [1, 3], f"The example in the task should give [1, 3], not {found}."
