"""Write the trained model as ONNX, with the films it knows: no code inside, and no person.

Run it with `uv run export` after `uv run train`. It refuses to write a model that would recommend
anything else to any user of the data than the original does.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .. import data, evaluate, modelfile, params, predict
from ..data import MovieLens
from ..errors import reported
from ..models._base import Recommender
from ..models.item_knn import similarities
from ..params import Params
from ..service import engine, facts, schema, shelf
from . import asks, bundle, graphs, profiles

FOLDER = data.ROOT / "models"
ADVICE = (
    "A model of your own is written as ONNX if the score of a film is a sum over the films of the"
    " profile. Any other needs a graph of its own: `WRITERS` in `graphs.py`, by the class's name."
)
ALIKE, SHRINKAGE = 10, 5.0  # films kept as similar to each film; caution with little known ones


def write(
    model: Recommender, settings: Params, metrics: Mapping[str, float], folder: Path
) -> list[Path]:
    """Write model.onnx and model.json into `folder` and return their paths.

    Raises ExportError, and leaves the folder as it was, if the exported model gives any film that
    could be recommended to any user a score that is further off than bundle.TOLERANCE (of the
    user's highest score, if that is above 1), or if it recommends anything else.
    """
    lens = data.load()
    watched = data.matrix(lens.ratings, lens.shape)
    films = shelf.Shelf(contents(lens, model.personal))
    rows, asked = model.scores(watched), asks.of(lens.ratings)
    about = {
        "model": settings.model,
        "params": {"seed": settings.seed, **settings.options},
        "metrics": metrics,
        "inputs": ["films", "weights"],
        "output": "scores",
        "rows": len(lens.ratings),
        "profile": profiles.profile(
            pd.DataFrame([facts.asked_with(films, each) for each in asked])
        ),
        "answers": profiles.profile(_novelty(model, films, asked))["answer"],
        "extra": films.all.model_dump(),
    }

    def check(exported: engine.Engine) -> None:
        compare(exported, rows, watched)

    return bundle.write(graphs.write(model, len(films)), about, folder, check)


def contents(lens: MovieLens, personal: bool) -> shelf.Contents:
    """Return what the service has to know about the films."""
    watched = data.matrix(lens.ratings, lens.shape)
    alike = np.argsort(-similarities(watched, SHRINKAGE), axis=1, kind="stable")[:, :ALIKE]
    films = lens.films
    return shelf.Contents(
        ids=films["movieId"].tolist(),
        titles=films["title"].tolist(),
        years=[None if year != year else int(year) for year in films["year"]],
        genres=films["genres"].tolist(),
        viewers=np.asarray((watched > 0).sum(axis=0)).tolist(),
        alike=alike.tolist(),
        users=lens.shape[0],
        personal=personal,
    )


def compare(exported: engine.Engine, rows: NDArray[Any], watched: csr_array) -> None:
    """Raise ExportError if scores or top ten differ; films on the profile do not count."""
    known = watched.toarray() > 0
    profiles = np.split(watched.indices, watched.indptr[1:-1])
    found = np.stack(list(schema.scores(exported, [list(own) for own in profiles])))
    scale = np.maximum(1, np.abs(rows).max(axis=1, keepdims=True))
    bundle.compare(np.where(known, 0, found / scale), np.where(known, 0, rows / scale), ADVICE)
    tens = [evaluate.best(np.where(known, -np.inf, each)) for each in (found, rows)]
    # Two films with the same score may change places; the scores in the list may not.
    theirs, ours = (np.take_along_axis(rows / scale, ten, axis=1) for ten in tens)
    bundle.compare(theirs, ours, ADVICE)


def _novelty(
    model: Recommender, films: shelf.Shelf, asked: Sequence[schema.Request]
) -> pd.DataFrame:
    """Return what the service would tell each of these people about its answer."""
    wishes = [schema.understand(films, each) for each in asked]
    people = [row for row, wish in enumerate(wishes) for _ in wish.profile]
    places = [place for wish in wishes for place in wish.profile]
    shape = (len(wishes), len(films))
    rows = model.scores(csr_array((np.ones(len(places)), (people, places)), shape=shape))
    ordered = [schema.worth(films, wish, row) for wish, row in zip(wishes, rows, strict=True)]
    tens = [films.best(row, w.hidden, evaluate.TOP) for row, w in zip(ordered, wishes, strict=True)]
    return pd.DataFrame({"answer": [films.bits[ten].mean() for ten in tens]})


def main(argv: Sequence[str] | None = None) -> None:
    """Export the model that `train` wrote."""
    parser = argparse.ArgumentParser("export", description=__doc__.splitlines()[0])
    parser.add_argument("--params", type=Path, default=params.PATH, help="what `train` was given")
    chosen = parser.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        model, trained = modelfile.read(predict.MODEL, data.load().films)
        if trained != settings:
            raise bundle.ExportError(
                f"`{chosen.params.name}` was edited since. Run `uv run train` again."
            )
        for path in write(model, settings, bundle.measured(data.ROOT), FOLDER):
            print(f"Wrote {path.relative_to(data.ROOT)} ({path.stat().st_size / 1000:,.0f} KB)")
        users = data.load().shape[0]
        print(f"The same films for all {users} users, and the same scores.")


if __name__ == "__main__":
    main()
