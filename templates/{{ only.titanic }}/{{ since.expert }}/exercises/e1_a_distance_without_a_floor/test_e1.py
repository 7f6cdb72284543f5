"""The Jensen-Shannon divergence, by its properties and by a second way to compute it."""

import math

import numpy as np
import pytest
from written import written

from titanic import errors


def distance(reference, live):
    module = written(errors, "operations/distance.py", "jensen_shannon")
    with np.errstate(all="ignore"):
        found = float(module.jensen_shannon(reference, live))
    assert not math.isnan(found), (
        f"{reference} and {live} come out as NaN. 0 times the logarithm of 0 should be 0 here."
    )
    return found


def entropy(shares):
    return -sum(share * math.log2(share) for share in shares if share > 0)


def right(reference, live):
    """The entropy of the mean less the mean of the entropies."""
    p, q = (np.asarray(counts) / np.sum(counts) for counts in (reference, live))
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


@pytest.mark.parametrize("counts", [[5], [3, 1], [10, 0, 7], [1, 2, 3, 4]])
def test_equal_lists(counts):
    for live in (counts, [10 * count for count in counts]):
        found = distance(counts, live)
        assert found == pytest.approx(0, abs=1e-9), (
            f"{counts} and {live} have equal shares: the distance should be 0, not {found:.3f}."
        )


@pytest.mark.parametrize(("reference", "live"), [([1, 0], [0, 9]), ([3, 3, 0, 0], [0, 0, 1, 5])])
def test_lists_that_share_nothing(reference, live):
    found = distance(reference, live)
    assert found == pytest.approx(1), (
        f"{reference} and {live} share no bin: the distance should be 1, not {found:.3f}."
    )


def test_any_lists():
    draw = np.random.default_rng(11)
    for _ in range(100):
        size = int(draw.integers(2, 9))
        reference, live = draw.poisson(2, size), draw.poisson(3, size)
        reference[0] += 1
        live[-1] += 1
        found, wanted = distance(reference.tolist(), live.tolist()), right(reference, live)
        assert found == pytest.approx(wanted, abs=1e-9), (
            f"{reference.tolist()} and {live.tolist()} are {wanted:.4f} apart, not {found:.4f}."
        )
        back = distance(live.tolist(), reference.tolist())
        assert back == pytest.approx(found, abs=1e-9), "It is not the same in both directions."


@pytest.mark.parametrize(("reference", "live"), [([0, 0], [1, 2]), ([4, 1], [0, 0]), ([0], [0])])
def test_no_rows(reference, live):
    found = distance(reference, live)
    assert found == 0, f"Where one side has no rows, the distance should be 0.0, not {found}."


@pytest.mark.parametrize(("reference", "live"), [([1, 2], [1]), ([3], [1, 2, 3]), ([0, 0], [1])])
def test_different_lengths(reference, live):
    try:
        found = distance(reference, live)
    except ValueError:
        return
    except IndexError:
        found = "an error of NumPy"
    pytest.fail(f"{reference} and {live} do not fit together: ValueError, not {found}.")
