"""Many begin, half of them go on."""

import pytest
from written import written

from mnist import errors

NAN = float("nan")


class Losses:
    """Stands for trainings: a loss for each candidate, the same or another one in each round."""

    def __init__(self, table):
        self.table, self.asked = table, []

    def __call__(self, candidate, epochs):
        self.asked.append((candidate["name"], epochs))
        told = self.table[candidate["name"]]
        return told[epochs] if isinstance(told, dict) else told


def halving(table, **how):
    """Run it; return the winner's name, the epochs, and what was asked."""
    losses, candidates = Losses(table), [{"name": name} for name in table]
    found = written(errors, "operations/halving.py", "halving").halving(candidates, losses, **how)
    assert isinstance(found, tuple) and len(found) == 2, (
        f"`halving` should return the winner and a number of epochs, not {found!r:.60}."
    )
    winner, epochs = found
    assert any(winner is each for each in candidates), (
        f"The winner should be one of the candidates, as it was given: not {winner!r:.40}."
    )
    return winner["name"], epochs, losses.asked


EIGHT = dict(zip("abcdefgh", [0.8, 0.3, 0.6, 0.1, 0.7, 0.2, 0.5, 0.4], strict=True))


def test_eight_candidates():
    winner, epochs, asked = halving(EIGHT)
    rounds = {upto: {name for name, e in asked if e == upto} for upto in {e for _, e in asked}}
    assert rounds.get(1) == set(EIGHT), "In the first round, each of the eight gets 1 epoch."
    assert set(rounds) == {1, 2, 4}, (
        f"Eight candidates have rounds of 1, 2 and 4 epochs in all, not {sorted(rounds)}."
    )
    assert rounds[2] == set("bdfh"), (
        "The four smallest losses go on, those of b, d, f and h: not"
        f" {', '.join(sorted(rounds[2]))}."
    )
    assert rounds[4] == set("df"), f"Then d and f go on, not {', '.join(sorted(rounds[4]))}."
    assert winner == "d", f"The winner should be d, with the smallest loss, not {winner}."
    assert epochs == 16, (
        f"8 · 1, then 4 · 1 and 2 · 2 new epochs are 16, not {epochs}: who goes on continues."
    )
    assert len(asked) == len(set(asked)) == 14, (
        f"`loss` should be asked 14 times, not {len(asked)}."
    )


@pytest.mark.parametrize(
    ("count", "how", "right"),
    [
        (9, {"factor": 3}, 9 + 3 * 2),
        (8, {"first": 5}, 80),
        (5, {}, 5 + 2 * 1),
        (7, {"factor": 2}, 7 + 3 * 1),
        (3, {"factor": 4}, 3),
        (2, {"first": 3}, 6),
        (27, {"factor": 3, "first": 2}, 54 + 36 + 36),
    ],
)
def test_what_it_costs(count, how, right):
    table = {f"c{place}": place + 1.0 for place in range(count)}
    winner, epochs, _ = halving(table, **how)
    more = "".join(f", `{name}` {value}" for name, value in how.items())
    assert epochs == right, (
        f"{count} candidates{more}: it should cost {right} epochs, not {epochs}."
    )
    assert winner == "c0", f"{count} candidates{more}: the first one has the smallest loss."


def test_each_round_decides_anew():
    table = {"slow": {1: 0.9, 2: 0.1}, "a": {1: 0.5, 2: 0.4}, "b": {1: 1.0, 2: 0.0}, "c": {1: 2.0}}
    winner, _, asked = halving(table)
    assert ("b", 2) not in asked, "Who is not among the best in the first round is out, for good."
    assert winner == "slow", f"In the last round `slow` is better than `a`; {winner} wins."


def test_a_tie_goes_to_the_first():
    for table in ({"x": 0.5, "y": 0.5}, {"y": 0.5, "x": 0.5}):
        winner, _, _ = halving(table)
        assert winner == next(iter(table)), "Of equal losses, the first in the list should win."
    late = {"a": {1: 0.4, 2: 0.3}, "b": {1: 0.1, 2: 0.3}, "c": {1: 0.9}, "d": {1: 0.8}}
    winner, _, _ = halving(late)
    assert winner == "a", "In the last round a and b are equal, and a stands first in the list."


def test_a_training_that_explodes():
    for table in (
        {"a": NAN, "b": 5.0, "c": NAN, "d": 9.0},
        {"d": 9.0, "a": NAN, "b": 5.0, "c": NAN},
        {"b": 5.0, "a": NAN},
        {"a": NAN, "x": float("inf"), "b": 5.0, "y": NAN},
    ):
        winner, _, _ = halving(table)
        assert winner == "b", f"A loss of NaN is worse than any number, and yet {winner} wins."
    winner, _, _ = halving({"a": NAN, "b": float("inf")})
    assert winner == "b", "A loss of NaN is worse than an infinite one, which is a number."


def test_an_only_one():
    winner, epochs, asked = halving({"a": 1.0})
    assert (winner, epochs, asked) == ("a", 0, []), "An only candidate wins without any training."


@pytest.mark.parametrize(
    ("table", "how", "what"),
    [
        ({}, {}, "No candidates"),
        ({"a": 1.0, "b": 2.0}, {"first": 0}, "A `first` of 0"),
        ({"a": 1.0, "b": 2.0}, {"factor": 1}, "A `factor` of 1"),
    ],
)
def test_senseless_questions(table, how, what):
    written(errors, "operations/halving.py", "halving")
    try:
        halving(table, **how)
    except ValueError:
        return
    pytest.fail(f"{what} should raise a ValueError.")
