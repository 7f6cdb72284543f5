"""What the people in the data would ask the service: a request each, with their latest ratings."""

import pandas as pd

from ..service.schema import MOST, Request


def recent(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the latest ratings of each user, as many as a request may have, the latest last."""
    return ratings.sort_values(["user", "timestamp"]).groupby("user").tail(MOST)


def of(ratings: pd.DataFrame) -> list[Request]:
    """Return a request for each user, in the order of their numbers."""
    return [
        Request.model_validate({"ratings": _rated(own)})
        for _, own in recent(ratings).groupby("user")
    ]


def _rated(own: pd.DataFrame) -> list[dict[str, float]]:
    films, stars = own["movieId"].astype(int).tolist(), own["rating"].tolist()
    return [{"film": film, "stars": given} for film, given in zip(films, stars, strict=True)]
