"""What the API takes and gives: a passenger in, a probability of survival out."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .. import features
from . import reasons
from .engine import Engine

TITLE = "Who survives the Titanic?"
MOST_BYTES = 1_000_000  # of a request, unless MAX_BODY_BYTES says otherwise
SURVIVED = 1  # the column of the model's output

EXAMPLE: dict[str, Any] = {"pclass": 1, "sex": "female", "age": 35, "sibsp": 1, "parch": 0}
EXAMPLE |= {"fare": 53.1, "embarked": "S", "name": "Futrelle, Mrs. Lily May"}

# What speaks for or against somebody, in words, and the fields it consists of.
CAUSES = {
    "sex": ["sex"],
    "title": ["name"],
    "class": ["pclass"],
    "age": ["age"],
    "family": ["sibsp", "parch"],
    "fare": ["fare"],
    "port": ["embarked"],
}


def _whole(value: Any) -> Any:
    """Take 2.0 for 2, as JSON does, and leave everything else to the checks."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = BeforeValidator(_whole)


class Request(BaseModel):
    """A passenger. What is not known may be left out, or null."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        frozen=True,
        json_schema_extra={"examples": [EXAMPLE]},
    )

    pclass: Annotated[Literal[1, 2, 3], Whole] = Field(description="ticket class")
    sex: Literal["female", "male"]
    age: float | None = Field(None, ge=0, le=120, description="in years")
    sibsp: Annotated[int, Whole] = Field(
        0, ge=0, le=20, description="siblings and spouses on board"
    )
    parch: Annotated[int, Whole] = Field(
        0, ge=0, le=20, description="parents and children on board"
    )
    fare: float | None = Field(None, ge=0, le=10_000, description="price in pounds of 1912")
    embarked: Literal["C", "Q", "S"] | None = Field(
        None, description="port: Cherbourg, Queenstown, Southampton"
    )
    name: str | None = Field(
        None, max_length=200, description='as in "Brown, Mrs. Margaret": the title counts'
    )


class Answer(BaseModel):
    """What the model says about a passenger."""

    probability: float = Field(ge=0, le=1, description="of survival")
    verdict: Literal["survives", "dies"]
    model_version: str


class Reason(BaseModel):
    """One thing about a passenger, and how far it moved the probability."""

    cause: str
    share: float = Field(ge=-1, le=1, description="1 is 100 percentage points")


class Explanation(Answer):
    """The answer and its reasons: `typical` plus all shares is `probability`."""

    typical: float = Field(ge=0, le=1, description="the typical passenger's probability")
    typical_passenger: Request
    reasons: list[Reason] = Field(description="the strongest first")


def answer(model: Engine, asked: Sequence[Request]) -> list[Answer]:
    """Return the model's answer for each passenger, in the same order."""
    return [
        Answer(
            probability=chance,
            verdict="survives" if chance >= 0.5 else "dies",
            model_version=model.version,
        )
        for chance in _chances(model, [vars(passenger) for passenger in asked])
    ]


def explain(model: Engine, asked: Request) -> Explanation:
    """Return the answer and what moved it away from the typical passenger's."""
    usual = typical(model)
    shares = reasons.shares(CAUSES, vars(usual), vars(asked), lambda rows: _chances(model, rows))
    strongest = sorted(shares.items(), key=lambda item: -abs(item[1]))
    return Explanation(
        **vars(answer(model, [asked])[0]),
        typical=_chances(model, [vars(usual)])[0],
        typical_passenger=usual,
        reasons=[Reason(cause=cause, share=share) for cause, share in strongest],
    )


def typical(model: Engine) -> Request:
    """Return the passenger that reasons are told against: each field as most had it in training."""
    usual = {column: facts["typical"] for column, facts in model.about.profile.items()}
    known = {field: usual.get(field) for field in Request.model_fields if field != "name"}
    known["pclass"], known["sibsp"], known["parch"] = (
        int(known[field] or 0) for field in ("pclass", "sibsp", "parch")
    )
    return Request.model_validate(known)


def _chances(model: Engine, passengers: Sequence[Mapping[str, Any]]) -> list[float]:
    outputs = model.predict([features.row(passenger) for passenger in passengers])
    # Rounding may take a probability a hair past its ends. For one row plain Python is faster.
    return [min(max(chance, 0.0), 1.0) for chance in outputs[:, SURVIVED].tolist()]
