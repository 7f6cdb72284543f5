"""What the API takes and gives: a loan in, a probability and a decision out.

The fields and their limits are those of the form. They stand in /openapi.json, too: who obeys it
is never refused, but for the one rule that joins two fields.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from .. import features, form
from . import reasons
from .engine import Engine

TITLE = "Should this loan be given?"
MOST_BYTES = 1_000_000  # of a request, unless MAX_BODY_BYTES says otherwise
BAD = 1  # the column of the model's output

EXAMPLE: dict[str, Any] = {"amount": 1000, "price": 1500, "time": 48, "seniority": 2}
EXAMPLE |= {"income": 90, "expenses": 50, "assets": 3000, "debt": 0}
EXAMPLE |= {"job": "fixed", "home": "rent", "records": "no"}

# What speaks for or against a loan, in words, and the fields it consists of.
CAUSES = {
    "records": ["records"],
    "years in the job": ["seniority"],
    "job": ["job"],
    "income and expenses": ["income", "expenses"],
    "assets and debt": ["assets", "debt"],
    "home": ["home"],
    "size, price and length of the loan": ["amount", "price", "time"],
}


class Request(form.Loan):
    """A loan that somebody asks for, `amount` at most `price`; what is unknown may be left out."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,  # "1000" is a word and no number, even if it looks like one
        allow_inf_nan=False,
        json_schema_extra={"examples": [EXAMPLE]},
    )

    @field_validator("time", "seniority", mode="before")
    @classmethod
    def whole(cls, value: Any) -> Any:
        """Take 2.0 for 2, as JSON does, and leave everything else to the checks."""
        return int(value) if isinstance(value, float) and value.is_integer() else value

    @field_validator("price")
    @classmethod
    def covers_the_loan(cls, price: float, info: ValidationInfo) -> float:
        """Refuse a loan that is larger than what it pays for."""
        if price < info.data.get("amount", price):
            raise PydanticCustomError("price", "must be at least the `amount`")
        return price


class Answer(BaseModel):
    """A probability, and what follows from it by the costs that the model was released with."""

    probability: float = Field(ge=0, le=1, description="that the loan goes bad")
    decision: Literal["accept", "refuse"]
    model_version: str


class Reason(BaseModel):
    """One thing about a loan, and how far it moved the probability."""

    cause: str
    share: float = Field(ge=-1, le=1, description="1 is 100 percentage points")


class Explanation(Answer):
    """The answer and its reasons: `typical` plus all shares is `probability`."""

    threshold: float = Field(ge=0, le=1, description="refused from this probability on")
    typical: float = Field(ge=0, le=1, description="the typical loan's probability")
    typical_loan: Request
    reasons: list[Reason] = Field(description="the strongest first")


def extra() -> dict[str, Any]:
    """Return what `export` writes into model.json for `answer`: the line between yes and no.

    So the line is released, pinned and rolled back together with the model it was drawn for.
    """
    from ..analysis import scoring  # reads YAML, which the server cannot

    price = scoring.costs()
    return {"costs": vars(price), "threshold": price.threshold}


def marks(
    model: Engine, output: NDArray[np.float64], target: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return minus what each answer costs, shape (rows,), in the unit of costs.yaml.

    `output` is the model's, shape (rows, 2), `target` what became of each loan. A model decides by
    the line it was released with; what a mistake costs is today's costs.yaml, the same for all.
    """
    from ..analysis import scoring

    price = scoring.costs()
    refused, bad = output[:, BAD] >= threshold(model), target == BAD
    lost = price.bad_accepted * (bad & ~refused) + price.good_refused * (~bad & refused)
    return -np.asarray(lost, dtype=float)


def answer(model: Engine, asked: Sequence[Request]) -> list[Answer]:
    """Return the model's answer for each loan, in the same order."""
    chances = _chances(model, [vars(loan) for loan in asked])
    line = threshold(model)  # not before: if another model had to stand in, its line counts
    return [
        Answer(
            probability=chance,
            decision="refuse" if chance >= line else "accept",
            model_version=model.version,
        )
        for chance in chances
    ]


def explain(model: Engine, asked: Request) -> Explanation:
    """Return the answer and what moved it away from the typical loan's."""
    begun, usual = model.version, typical(model)
    shares = reasons.shares(CAUSES, vars(usual), vars(asked), lambda rows: _chances(model, rows))
    strongest = sorted(shares.items(), key=lambda item: -abs(item[1]))
    explanation = Explanation(
        **vars(answer(model, [asked])[0]),
        threshold=threshold(model),
        typical=_chances(model, [vars(usual)])[0],
        typical_loan=usual,
        reasons=[Reason(cause=cause, share=share) for cause, share in strongest],
    )
    # If another model had to stand in half-way, all of it has to come from that one.
    return explanation if model.version == begun else explain(model, asked)


def threshold(model: Engine) -> float:
    """Return the probability from which on a loan is refused."""
    return float(model.about.extra["threshold"])


def typical(model: Engine) -> Request:
    """Return the loan that reasons are told against: each field as most had it in training."""
    usual = {column: facts["typical"] for column, facts in model.about.profile.items()}
    return Request.model_validate({field: usual.get(field) for field in Request.model_fields})


def _chances(model: Engine, loans: Sequence[Mapping[str, Any]]) -> list[float]:
    outputs = model.predict([features.row(loan) for loan in loans])
    # Rounding may take a probability a hair past its ends. For one row plain Python is faster.
    return [min(max(chance, 0.0), 1.0) for chance in outputs[:, BAD].tolist()]
