"""Two more routes: find a film by its title, and films that are like it."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, HTTPException, Path, Query
from pydantic import BaseModel

from .. import histories, problems, shelf
from ..dependencies import PredictorDep

router = APIRouter(tags=["films"], responses=problems.responses(422, 503))


class Cards(BaseModel):
    """Films, the best match first."""

    films: list[shelf.Card]


@router.get("/films")
async def find(
    predictor: PredictorDep,
    search: Annotated[str, Query(max_length=100, description="the beginning of words")] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Cards:
    """Find films by title, without regard to case, accents and articles; empty: the best known."""
    films = shelf.of(predictor.model)
    return Cards(films=[films.card(place) for place in films.search(search, limit)])


@router.get("/films/{film}/similar", responses=problems.responses(404))
async def similar(
    predictor: PredictorDep,
    film: Annotated[int, Path(ge=1, le=2**31)],
    limit: Annotated[int, Query(ge=1, le=10)] = 5,
) -> Cards:
    """List films that the same people watched, compared with how many watched either."""
    films = shelf.of(predictor.model)
    if film not in films.place:
        raise HTTPException(404, f"There is no film {film} here.")
    near = films.all.alike[films.place[film]][:limit]
    return Cards(films=[films.card(place) for place in near])


def install(app: FastAPI) -> None:
    """Add the routes to the service, and read the histories before the first request comes."""
    if path := histories.where():
        histories.read(path)
    app.state.routers.append(router)
