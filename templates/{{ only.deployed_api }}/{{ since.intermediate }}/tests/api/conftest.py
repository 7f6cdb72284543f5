"""What the tests of the service need."""

import pytest


@pytest.fixture
def loan(typical):
    """Describe an ordinary loan."""
    return typical


@pytest.fixture
def chance(probability):
    """Return a function: change the loan, get the probability that it goes bad."""
    return probability
