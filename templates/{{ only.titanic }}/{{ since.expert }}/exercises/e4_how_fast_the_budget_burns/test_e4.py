"""How fast an error budget burns, from two readings of a counter."""

import pytest
from written import written

from titanic import errors

ASK = "/predict"


def burn(before, after, objective=0.99):
    module = written(errors, "operations/budget.py", "burn")
    return float(module.burn(before, after, objective))


@pytest.mark.parametrize(
    ("failed", "objective", "right"),
    [(10, 0.99, 1), (10, 0.999, 10), (144, 0.99, 14.4), (0, 0.9, 0)],
)
def test_how_fast(failed, objective, right):
    found = burn({}, {(ASK, "200"): 1000 - failed, (ASK, "500"): failed}, objective)
    assert found == pytest.approx(right), (
        f"{failed} errors in 1,000 requests with a promise of {objective:.1%} burn at {right:g},"
        f" not {found:g}."
    )


def test_only_what_happened_in_between():
    before = {(ASK, "200"): 5000, (ASK, "503"): 700, ("/explain", "200"): 10}
    after = {(ASK, "200"): 5080, (ASK, "503"): 710, ("/explain", "200"): 20}
    found = burn(before, after)
    assert found == pytest.approx(10), (
        f"Between the readings 10 of 100 requests failed: that burns at 10, not {found:g}."
    )


@pytest.mark.parametrize(
    ("status", "counts"), [("404", 0), ("422", 0), ("499", 0), ("500", 1), ("503", 1)]
)
def test_whose_mistake_it_is(status, counts):
    found = burn({}, {(ASK, "200"): 50, (ASK, status): 50})
    if counts:
        assert found == pytest.approx(50), (
            f"Half of the answers were {status}: that burns at 50, not {found:g}."
        )
    else:
        assert found == 0, (
            f"A {status} is the client's mistake and burns nothing; yours burns at {found:g}."
        )


def test_mistakes_of_clients_are_requests_all_the_same():
    found = burn({}, {(ASK, "422"): 99, (ASK, "500"): 1})
    assert found == pytest.approx(1), f"99 answers of 422 and one of 500 burn at 1, not {found:g}."


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_what_programs_ask_does_not_count(path):
    found = burn({}, {(ASK, "200"): 90, (ASK, "500"): 10, (path, "200"): 900, (path, "503"): 40})
    assert found == pytest.approx(10), f"Requests to `{path}` should not count: 10, not {found:g}."


def test_a_restart():
    before = {(ASK, "200"): 9000, (ASK, "500"): 100}
    found = burn(before, {(ASK, "200"): 75, (ASK, "500"): 25})
    assert found >= 0, "After a restart your budget grows: counters begin again at 0."
    assert found == pytest.approx(25), (
        f"After a restart, 25 of 100 requests failed: that burns at 25, not {found:g}."
    )


def test_counters_that_are_gone():
    found = burn({(ASK, "200"): 100, (ASK, "500"): 50}, {(ASK, "200"): 200})
    assert found == 0, f"A counter that is gone counts nothing; yours burns at {found:g}."


def test_nobody_asked():
    same = {(ASK, "200"): 10, (ASK, "500"): 3}
    for before, after in ((same, same), ({}, {}), ({}, {("/health", "200"): 5})):
        try:
            found = burn(before, after)
        except ZeroDivisionError:
            pytest.fail("Where nobody asked, your function divides by zero.")
        assert found == 0, f"Where nobody asked, nothing burns; yours says {found:g}."
