"""Shares of groups, of made-up people and of the real ones."""

import random

import pytest

from foundations import data
from foundations.mine import basics


@pytest.mark.parametrize("seed", range(5))
def test_random_groups(seed):
    draw = random.Random(seed)
    groups = [draw.choice([("f", 1), ("f", 2), "m"]) for _ in range(30)] + ["alone"]
    answers = [draw.randint(0, 1) for _ in groups]
    found = basics.shares(list(groups), list(answers))
    more = [group for group in found if group not in groups]
    assert not more, f"There is no group {more[0]!r}, and your dictionary has it."
    for group in dict.fromkeys(groups):
        own = [answer for g, answer in zip(groups, answers, strict=True) if g == group]
        assert group in found, (
            f"The group {group!r} has no key; its share is {sum(own) / len(own):.3f}."
        )
        assert found[group] != sum(own) or sum(own) in (0, len(own)), (
            f"For {group} that is how many, not which share."
        )
        share = sum(own) / len(own)
        rounded = [round(share, places) for places in range(1, 9)]
        assert found[group] == share or found[group] not in rounded, (
            f"{found[group]} is the share of {group!r}, and rounded: do not round."
        )
        assert found[group] == pytest.approx(share), (
            f"{sum(own)} of {len(own)} is a share of {share:.3f}, not {found[group]:.3f}."
        )


def test_nobody():
    assert basics.shares([], []) == {}, "Without passengers there are no groups: return {}."


def test_women_of_first_class():
    people = data.load()
    groups = list(zip(people["sex"], people["pclass"], strict=True))
    found = basics.shares(groups, people["survived"].tolist())
    assert found["female", 1] == pytest.approx(139 / 144), (
        f"139 of 144 women of first class survived: not {found['female', 1]:.3f}."
    )
