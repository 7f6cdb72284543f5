"""The largest amount that would be accepted."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from written import written

from deployed_api import errors
from deployed_api.service import schema

LOAN = schema.EXAMPLE | {"amount": 1000, "price": 1500}


class Model:
    """A model that looks at the amount alone, and notes what it is asked."""

    version = "7"

    def __init__(self, accepts, threshold=0.25):
        self.about = SimpleNamespace(extra={"threshold": threshold})
        self.accepts, self.threshold, self.asked = accepts, threshold, []

    def predict(self, rows):
        amounts = [round(math.exp(row["log_amount"]), 4) for row in rows]
        self.asked.append(amounts)
        line = self.threshold
        chances = [line * 0.9 if self.accepts(amount) else line for amount in amounts]
        return np.array([[1 - chance, chance] for chance in chances])


def offer(model, *step, **facts):
    module = written(errors, "service/offer.py", "offer")
    asked = schema.Request.model_validate(LOAN | facts)
    found = module.offer(model, asked, *step)
    assert found is None or isinstance(found, schema.Request), (
        f"`offer` should return a `schema.Request` or None, not a `{type(found).__name__}`."
    )
    if found is not None:
        others = {"amount": None}
        assert vars(found) | others == vars(asked) | others, "More than the amount has changed."
    return None if found is None else found.amount


@pytest.mark.parametrize(
    ("limit", "step", "right"),
    [
        (1000, 50, 1000),
        (999, 50, 950),
        (620, 50, 600),
        (600, 100, 600),
        (70, 333, 1),
        (300, 300, 100),
    ],
)
def test_the_largest(limit, step, right):
    found = offer(Model(lambda amount: amount <= limit), step)
    assert found == right, (
        f"Up to {limit} is accepted, in steps of {step} from 1000 on: the offer is {right}, not"
        f" {found}."
    )


def test_a_step_of_50_by_itself():
    found = offer(Model(lambda amount: amount <= 899))
    assert found == 850, f"Without a `step` it is 50: the offer is 850, not {found}."


def test_a_model_that_changes_its_mind():
    found = offer(Model(lambda amount: amount <= 300 or 700 <= amount <= 800), 100)
    assert found == 800, (
        f"This model accepts 700 to 800, and 300 or less: the offer is 800, not {found}."
    )
    found = offer(Model(lambda amount: amount == 50))
    assert found == 50, f"This model accepts 50 and nothing else: the offer is 50, not {found}."


@pytest.mark.parametrize("line", [0.1, 0.25, 0.7])
def test_the_line_is_the_models(line):
    found = offer(Model(lambda amount: amount <= 500, line))
    assert found == 500, (
        f"A model that was released with a line of {line} accepts up to 500; your offer is {found}."
    )


def test_nothing_to_offer():
    found = offer(Model(lambda amount: False))
    assert found is None, f"Nothing is accepted, yet the offer is {found}."


def test_no_amount_below_one():
    model = Model(lambda amount: False)
    offer(model, 100, amount=250.5)
    tried = sorted({amount for amounts in model.asked for amount in amounts})
    assert tried == [50.5, 150.5, 250.5], (
        f"From 250.5 in steps of 100, the amounts are 250.5, 150.5 and 50.5; yours are {tried}."
    )
    model = Model(lambda amount: False)
    offer(model, 1, amount=3)
    tried = sorted({amount for amounts in model.asked for amount in amounts})
    assert tried == [1, 2, 3], f"From 3 in steps of 1, the amounts are 3, 2 and 1, not {tried}."


def test_asked_once():
    model = Model(lambda amount: amount <= 100)
    offer(model)
    assert len(model.asked) == 1, f"The model is asked {len(model.asked)} times instead of once."
    assert len(model.asked[0]) == 20, (
        f"From 1000 in steps of 50 there are 20 amounts; the model is asked about"
        f" {len(model.asked[0])}."
    )


@pytest.mark.parametrize("step", [0, -50])
def test_no_step(step):
    module = written(errors, "service/offer.py", "offer")
    # an amount that no loop begins with, or it might never end
    asked = schema.Request.model_construct(**LOAN | {"amount": 0.5})
    try:
        found = module.offer(Model(lambda amount: True), asked, step)
    except ValueError:
        return
    except ZeroDivisionError:
        found = "division by zero"
    pytest.fail(f"A step of {step} should be a ValueError, not {found}.")
