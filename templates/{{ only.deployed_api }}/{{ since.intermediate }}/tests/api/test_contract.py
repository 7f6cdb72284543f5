"""The service keeps to its own description, /openapi.json, whatever it is asked."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from deployed_api import form
from deployed_api.analysis.costs import Costs
from deployed_api.api import contract, service


@schemathesis.hook("map_body")
def _enough_for_the_loan(context, body):
    """Keep the one rule that JSON Schema has no words for: no loan above the price."""
    items = body.get("items") if isinstance(body, dict) else None
    for loan in items if isinstance(items, list) else [body]:
        if isinstance(loan, dict):
            numbers = [loan.get("amount"), loan.get("price")]
            if all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
                loan["amount"], loan["price"] = sorted(numbers)
    return body


@pytest.fixture(scope="module")
def described(saved):
    """Return the description of a running service, as schemathesis reads it."""
    made = service.create_service(saved / "models" / "model.skops", Costs(1, 5))
    return schemathesis.openapi.from_asgi("/openapi.json", made)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/predict", "POST"),
        ("/predict/batch", "POST"),
        ("/jobs", "POST"),
        ("/jobs/{name}", "GET"),
    ],
)
def test_it_answers_as_described_to_sense_and_to_nonsense(described, path, method, mode):
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        case.call_and_validate()

    ask()


def test_it_takes_every_field_that_app_takes():
    assert set(contract.Loan.model_fields) == set(form.Loan.model_fields)


def test_the_limits_can_be_read_by_a_program(described):
    loan = described.raw_schema["components"]["schemas"]["Loan"]["properties"]
    assert (loan["time"]["minimum"], loan["time"]["maximum"]) == (1, 120)
    assert loan["records"]["enum"] == ["no", "yes"]


def test_only_the_five_known_paths_are_described(described):
    assert set(described.raw_schema["paths"]) == {
        "/predict", "/predict/batch", "/jobs", "/jobs/{name}", "/health",
    }  # fmt: skip
