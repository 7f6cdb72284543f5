"""For whoever watches the service: is it alive, is it ready? Nobody needs a key for that."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from .. import problems
from ..dependencies import PredictorDep

router = APIRouter(tags=["probes"])


class Alive(BaseModel):
    """The process runs and can answer."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """A model is loaded."""

    status: Literal["ready"] = "ready"
    model_version: str


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health() -> Alive:
    """Say that the process is alive (for whoever restarts it); needs no model."""
    return Alive()


@router.head("/ready", include_in_schema=False)
@router.get("/ready", responses=problems.responses(503))
async def ready(predictor: PredictorDep) -> Ready:
    """Say whether a model is loaded (for load balancers); 503 with the reason if not."""
    return Ready(model_version=predictor.model.version)
