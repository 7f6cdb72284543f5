"""The formula, compared with samples that are drawn by lot."""

import numpy as np
import pytest

from foundations.mine import chance


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize(("share", "n"), [(0.5, 100), (0.8, 262), (0.1, 50), (0.97, 10_000)])
def test_drawn_by_lot(share, n):
    drawn = np.random.default_rng(n).binomial(n, share, 20_000) / n
    own = chance.standard_error(share, n)
    assert own == pytest.approx(drawn.std(), rel=0.05), (
        f"20,000 samples of {n} with a share of {share} differ by {drawn.std():.4f}, not {own:.4f}."
    )
    assert own == pytest.approx(float(np.sqrt(share * (1 - share) / n)), rel=1e-9), (
        f"For {share} of {n} it is nearly right, and not quite: {own:.6f}."
    )


def test_four_times_the_cases():
    ratio = chance.standard_error(0.3, 100) / chance.standard_error(0.3, 400)
    assert ratio == pytest.approx(2), (
        f"With four times the cases it should halve, not /{ratio:.2f}."
    )
    assert chance.standard_error(1.0, 10) == 0, "If all are right nothing varies: 0."
