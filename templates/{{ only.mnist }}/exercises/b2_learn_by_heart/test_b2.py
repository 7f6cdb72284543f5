"""What learning by heart looks like, and what makes it harder."""

import runpy
from functools import cache

import pytest

SHIFTS = {"shift 0": 0, "shift 2": 2}
GAPS = {"less than 5": (0, 5), "5 to 10": (5, 10), "more than 10": (10, float("inf"))}


def one_of(answers, key, known):
    given = answers[key]
    assert given in known, f"`{key}` takes one of these, in quotes: {', '.join(known)}."
    return given


@cache
def measured(experiment):
    """Make both runs; return both losses of each."""
    losses = runpy.run_path(str(experiment))["losses"]
    return {name: losses(shift) for name, shift in SHIFTS.items()}


def test_who_learns_by_heart(answers, request):
    given = one_of(answers, "by_heart", SHIFTS)
    found = measured(request.path.with_name("experiment.py"))
    right = min(found, key=lambda name: found[name][0])
    assert given == right, (
        f"On its own digits, the loss is {found[given][0]:.3f} with {given} and"
        f" {found[right][0]:.3f} with {right}: which one is smaller?"
    )


@pytest.mark.parametrize("shift", [0, 2])
def test_the_gap(answers, request, shift):
    key = f"gap_with_shift_{shift}"
    low, high = GAPS[one_of(answers, key, GAPS)]
    own, others = measured(request.path.with_name("experiment.py"))[f"shift {shift}"]
    assert low <= others / own <= high, (
        f'`{key}` is not "{answers[key]}": the loss is {own:.4f} on its own digits and'
        f" {others:.3f} on the others."
    )
