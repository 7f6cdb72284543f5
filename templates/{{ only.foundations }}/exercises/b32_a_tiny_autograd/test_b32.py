"""Slopes of formulas, some of which use a value more than once."""

import random

import pytest

from foundations.mine import learning

Value = learning.Value
FORMULAS = {
    "a * b": lambda a, b, c: a * b,
    "a * b + c": lambda a, b, c: a * b + c,
    "a + a": lambda a, b, c: a + a + b * c,
    "a * a * b": lambda a, b, c: a * a * b + c,
    "(a + b) * (a + c)": lambda a, b, c: (a + b) * (a + c),
}


def shared(a, b, c):
    """Use a result twice, once deep and once at the end: the order matters."""
    s = a * b
    t = s + c
    return t * t * s + s


def plain_first(a, b, c):
    """Use a result as it is, and only then in a product: now another order is wrong."""
    s = a * a
    return s + s * s


FORMULAS["s = a * b, t = s + c, t * t * s + s"] = shared
FORMULAS["s = a * a, s + s * s"] = plain_first


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("seed", range(3))
def test_formulas(formula, seed):
    draw, f = random.Random(seed), FORMULAS[formula]
    numbers = [draw.uniform(-2, 2) for _ in range(3)]
    values = [Value(number) for number in numbers]
    result = f(*values)
    assert result.data == pytest.approx(f(*numbers)), (
        f"`{formula}` should be {f(*numbers):.3f}, not {result.data:.3f}."
    )
    result.backward()
    assert result.grad == 1, f"The result grows with itself at the rate 1, not {result.grad}."
    cause = ". Did a value hand on before all had handed on to it?" if "s =" in formula else "."
    for place, name in enumerate("abc"):
        up, down = list(numbers), list(numbers)
        up[place] += 1e-6
        down[place] -= 1e-6
        expected = (f(*up) - f(*down)) / 2e-6
        assert values[place].grad == pytest.approx(expected, abs=1e-5), (
            f"The slope of `{formula}` along {name} should be {expected:.3f}, not"
            f" {values[place].grad:.3f}{cause}"
        )


def test_a_long_chain_is_quick():
    value = Value(1.01)
    for _ in range(24):
        value = value + value
    value.backward()
    assert value.data == pytest.approx(1.01 * 2**24), "A number doubled 24 times went wrong."
