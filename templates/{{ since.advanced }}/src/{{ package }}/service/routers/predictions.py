"""Ask the model: about one case, about many, and why."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from .. import problems, schema
from ..dependencies import PredictorDep

MAX_BATCH = 1000

router = APIRouter(tags=["predictions"], responses=problems.responses(422, 503))


class Batch(BaseModel):
    """Several cases at once."""

    model_config = ConfigDict(extra="forbid")

    items: list[schema.Request] = Field(min_length=1, max_length=MAX_BATCH)


class Answers(BaseModel):
    """The answers to a batch, in the same order."""

    answers: list[schema.Answer]
    model_version: str


class About(BaseModel):
    """Which model answers here, and how good it was on cases it had never seen."""

    name: str
    model: str
    model_version: str
    params: dict[str, Any]
    metrics: dict[str, float]


@router.post("/predict", responses=problems.responses(400, 413))
async def predict(asked: schema.Request, predictor: PredictorDep) -> schema.Answer:
    """Answer for one case."""
    return predictor.answer([asked])[0]


@router.post("/predict/batch", responses=problems.responses(400, 413))
def predict_batch(batch: Batch, predictor: PredictorDep) -> Answers:
    """Answer for up to 1,000 cases; the answers come in the same order."""
    answers = predictor.answer(batch.items)
    return Answers(answers=answers, model_version=predictor.model.version)


@router.post("/explain", responses=problems.responses(400, 413))
def explain(asked: schema.Request, predictor: PredictorDep) -> schema.Explanation:
    """Answer for one case, and say what speaks for the answer and what against it."""
    return predictor.told([asked], [schema.explain(predictor.model, asked)])[0]


@router.head("/model", include_in_schema=False)
@router.get("/model")
async def about(predictor: PredictorDep) -> About:
    """Say which model answers here."""
    loaded = predictor.model
    facts = loaded.about.model_dump(include={"name", "model", "params", "metrics"})
    return About(**facts, model_version=loaded.version)
