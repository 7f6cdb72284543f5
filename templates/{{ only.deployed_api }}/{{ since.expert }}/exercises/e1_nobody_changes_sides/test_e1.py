"""Which version answers whom, and who moves when the weights change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from written import written

from deployed_api import errors

CALLERS = [f"caller {number}" for number in range(2000)]
START = {"1": 6.0, "2": 3.0, "3": 1.0}


def chosen(name, weights):
    return written(errors, "rollout/shares.py", "chosen").chosen(name, weights)


def dealt(weights):
    return {name: chosen(name, weights) for name in CALLERS}


@pytest.fixture(scope="module")
def start():
    return dealt(START)


def moved(first, weights):
    """Return the pairs (from, to) between which callers changed."""
    second = dealt(weights)
    return {(first[name], second[name]) for name in CALLERS if first[name] != second[name]}


@pytest.mark.parametrize("weights", [START, {"1": 1, "2": 1}, {"9": 0.2, "8": 0.6}, {"only": 5}])
def test_the_shares(weights):
    found = list(dealt(weights).values())
    for version, weight in weights.items():
        right, share = weight / sum(weights.values()), found.count(version) / len(found)
        assert share == pytest.approx(right, abs=0.04), (
            f"With the weights {weights}, version {version} should answer {right:.0%} of all"
            f" callers, not {share:.0%}."
        )


def test_the_same_every_time(start):
    assert start == dealt(dict(START)), "The same caller meets another version each time."
    turned = dict(reversed(START.items()))
    assert start == dealt(turned), (
        "In another order of the dictionary, some callers meet another version."
    )


def test_the_same_in_another_process():
    module = written(errors, "rollout/shares.py", "chosen")
    code = (
        f"from {module.__name__} import chosen\nprint([chosen(n, {START}) for n in 'abcdefghij'])"
    )
    source = str(Path(str(errors.__file__)).parents[1])
    said = set()
    for salt in ("1", "2"):
        own = os.environ | {"PYTHONHASHSEED": salt, "PYTHONPATH": source}
        said.add(subprocess.run([sys.executable, "-c", code], env=own, capture_output=True).stdout)
    assert len(said) == 1, "In another process, some callers meet another version."


@pytest.mark.parametrize("version", sorted(START))
def test_one_grows(start, version):
    moves = moved(start, START | {version: START[version] * 2})
    assert moves, f"The weight of version {version} is doubled, and nobody goes over to it."
    wrong = sorted(move for move in moves if move[1] != version)
    assert not wrong, (
        f"The weight of version {version} grows, and callers move from {wrong[0][0]} to"
        f" {wrong[0][1]}."
    )


@pytest.mark.parametrize("version", sorted(START))
@pytest.mark.parametrize("rest", [0.5, 0, None])
def test_one_falls(start, version, rest):
    after = {key: weight for key, weight in START.items() if key != version}
    moves = moved(start, after if rest is None else after | {version: START[version] * rest})
    wrong = sorted(move for move in moves if move[0] != version)
    assert not wrong, (
        f"Version {version} gets less or goes, and callers move from {wrong[0][0]} to"
        f" {wrong[0][1]}."
    )
    assert {to for _, to in moves} == set(START) - {version}, (
        f"Callers who lose version {version} should be shared out among all others."
    )


def test_a_new_one_comes(start):
    moves = moved(start, START | {"4": 2.0})
    assert moves and {to for _, to in moves} == {"4"}, (
        "Version 4 comes: callers should move to it alone, but they move as in"
        f" {sorted(moves)[:3]}."
    )
    assert {before for before, _ in moves} == set(START), (
        "A new version should take callers from every other version."
    )


def test_only_the_ratio_counts(start):
    assert start == dealt({key: 10 * weight for key, weight in START.items()}), (
        "Ten times every weight should change nothing."
    )


def test_nothing_answers_nobody():
    found = set(dealt({"1": 0, "2": 1, "3": 0.0}).values())
    assert found == {"2"}, f"Versions of weight 0 should answer nobody; here {found} answer."


@pytest.mark.parametrize("weights", [{}, {"1": 0}, {"1": 0, "2": 0.0}, {"1": -1, "2": 3}])
def test_weights_that_make_no_sense(weights):
    try:
        found = chosen("alice", weights)
    except ValueError:
        return
    except ZeroDivisionError:
        found = "a division by zero"
    pytest.fail(f"The weights {weights} should be a ValueError, not {found!r}.")
