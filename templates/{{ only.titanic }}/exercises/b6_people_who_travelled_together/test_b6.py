"""A count that is learned, and looks at nothing that it could not have."""

import numpy as np
import pandas as pd
import pytest
from written import written

from titanic import data


def counts(seen, asked):
    """Return what TicketCount says about `asked` after it has learned from `seen`."""
    module = written(data, "tickets.py", "TicketCount")
    learn, ask = (pd.DataFrame({"ticket": tickets}, dtype=object) for tickets in (seen, asked))
    counter = module.TicketCount()
    assert counter.fit(learn) is counter, "`fit` must return `self`, as all of scikit-learn's do."
    found = np.asarray(counter.transform(ask), dtype=float)
    assert found.shape == (len(ask), 1), (
        f"`transform` should return one row a passenger and one column: ({len(ask)}, 1), not"
        f" {found.shape}."
    )
    return found[:, 0].tolist()


def test_tickets_that_were_seen():
    found = counts(["a", "b", "a", "a", "c", "c"], ["c", "a", "b"])
    assert found == [2, 3, 1], (
        f"Tickets that were seen 2, 3 and 1 times in `fit` get {found} from `transform`, which"
        " should only look them up."
    )


def test_tickets_that_were_not_seen():
    found = counts(["a", "a"], ["z", "z", "a"])
    assert found[2] == 2, f"`transform` counts anew: a ticket that was seen twice gets {found[2]}."
    assert found[:2] == [1, 1], f"A ticket that was never seen should count as 1, not {found[0]}."


def test_missing_tickets():
    found = counts(["a", None, None], [None, "a"])
    assert found == [1, 1], f"A missing ticket should count as 1, not {found[0]}."


def test_learning_again_forgets():
    assert counts(["a"] * 5, ["a"]) == [5], "A ticket that was seen five times should count as 5."
    assert counts(["b"], ["a"]) == [1], "What was learned once must not stay for the next `fit`."


def test_the_share_that_was_not_seen(answers):
    given, halves = answers["unseen"], data.split(data.load(), seed=42)
    share = 1 - halves.test["ticket"].isin(halves.train["ticket"]).mean()
    assert type(given) in (int, float), "`unseen` must be a number, without quotes."
    assert 0 <= given <= 1, f"`unseen` is a share, a number from 0 to 1, and not {given}."
    seen = f"{given} is the share whose ticket was seen; which share remains?"
    assert given != pytest.approx(1 - share, abs=0.006), seen
    assert given == pytest.approx(share, abs=0.011), (
        f"`unseen` is not {given}. Count passengers of the test set, not tickets: which share of"
        " them has a ticket that is not in the training set?"
    )
