"""The people of the data as the service sees them: requests, and answers that can be judged."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .. import data
from ..analysis import exams
from ..params import Params
from ..service import facts, schema, shelf
from ..service.engine import Engine
from ..tracking import asks
from ..tracking.export import contents


def test(seed: int) -> pd.DataFrame:
    """Return one row a user: what they rated before the last film, and the facts of it.

    Columns: `user` (userId), `since` and `until` (the years of their first and last rating), those
    of facts.NAMES, `ratings` (as in a request).
    """
    lens = data.load()
    learn = data.split(lens.ratings, seed).train
    films = shelf.Shelf(contents(lens, personal=True))
    asked = asks.of(learn)
    years = pd.to_datetime(learn["timestamp"], unit="s").dt.year.groupby(learn["user"])
    table = pd.DataFrame([facts.asked_with(films, each) for each in asked])
    people = learn.groupby("user")["userId"].first().to_numpy()
    table = table.assign(user=people, since=years.min().to_numpy(), until=years.max().to_numpy())
    return table.assign(ratings=[each.model_dump()["ratings"] for each in asked])


def bodies(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a request to the API."""
    return [{"ratings": rated} for rated in table["ratings"]]


def reference(model: Engine, seed: int) -> dict[str, list[Any]]:
    """Return the facts of every user in the training data, and what the model answers them."""
    asked = asks.of(data.load().ratings)
    known = pd.DataFrame([facts.asked_with(shelf.of(model), each) for each in asked])
    values: dict[str, list[Any]] = {name: known[name].tolist() for name in known}
    return values | {"novelty": [told.novelty for told in schema.answer(model, asked)]}


def marks(model: Engine, seed: int) -> NDArray[np.float64]:
    """Return the NDCG@10 of each user's last film, shape (users,); more is better.

    The served model has learned from that film, too, so it cannot be examined on it. What is
    judged is its recipe: the same settings, trained anew without the last film of anybody.
    """
    lens = data.load()
    split = data.split(lens.ratings, seed)
    options = {key: value for key, value in model.about.params.items() if key != "seed"}
    recipe = Params(seed, model.about.model, options)
    sheet = exams.take(exams.fitted(recipe, split, lens), split, lens)
    gains: NDArray[np.float64] = sheet.rows["ndcg"].to_numpy(dtype=float)
    return gains
