"""What `service` takes and gives, limits included, so that a program can read them beforehand.

`app` refuses a loan for 0 months, too, but only its code knows where the limits are. Here they
stand in /openapi.json: who obeys it is never refused, but for the one rule that joins two fields.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from .. import form

MAX_BATCH = 100  # loans that are answered at once
MAX_JOB = 10_000  # loans that are answered in the background

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

Status = Literal["waiting", "running", "done", "failed"]


def _whole(value: Any) -> Any:
    """Take 2.0 for 2, as JSON does, and leave everything else to the checks."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]


def within(column: str, default: Any = ...) -> Any:
    """Return a field with the limits and the words of form.py."""
    low, high, _ = form.RANGES[column]
    said = form.Loan.model_fields[column]
    return Field(default, ge=low, le=high, description=said.description, examples=said.examples)


class Loan(form.Loan):
    """A loan that somebody asks for; `amount` may not be above `price`."""

    # strict: "1000" is a word and no number, even if it looks like one
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    amount: float = within("amount")
    price: float = within("price")
    time: Whole = within("time")
    expenses: float = within("expenses")
    seniority: Whole = within("seniority")
    income: float | None = within("income", None)
    assets: float | None = within("assets", None)
    debt: float | None = within("debt", None)

    @field_validator("price")
    @classmethod
    def covers_the_loan(cls, price: float, info: ValidationInfo) -> float:
        """Refuse a loan that is larger than what it pays for."""
        if price < info.data.get("amount", price):
            raise PydanticCustomError("price", "must be at least the `amount`")
        return price


class Decision(BaseModel):
    """A probability, and what follows from it by the costs in costs.yaml."""

    probability: float = Field(ge=0, le=1, description="that the loan goes bad")
    decision: Literal["accept", "refuse"]


class Reason(BaseModel):
    """One thing about a loan, and what it does to the probability."""

    cause: str = Field(description="what it is about")
    points: float = Field(ge=-1, le=1, description="how far it moves the probability; 1 is 100 %")
    text: str = Field(description="the same as a sentence")


class Explained(Decision):
    """A decision and its reasons."""

    threshold: float = Field(ge=0, le=1, description="refused from this probability on")
    reasons: list[Reason] = Field(description="the strongest first; trifles are left out")


class Batch(BaseModel):
    """Some loans at once."""

    model_config = ConfigDict(extra="forbid")

    items: list[Loan] = Field(min_length=1, max_length=MAX_BATCH)


class Decisions(BaseModel):
    """The answers to a batch, in the same order."""

    answers: list[Decision]


class Order(BaseModel):
    """Many loans, for which nobody waits."""

    model_config = ConfigDict(extra="forbid")

    items: list[Loan] = Field(min_length=1, max_length=MAX_JOB)


class JobState(BaseModel):
    """How far a job is; `answers` come with `done`."""

    id: UUID
    status: Status
    answers: list[Decision] | None = None


class Refusal(BaseModel):
    """Why a question was refused."""

    detail: str
    errors: dict[str, str] = Field({}, description="one remark for each wrong field")
