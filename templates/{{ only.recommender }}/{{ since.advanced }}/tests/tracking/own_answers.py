"""What is this project's own in the tests of records: how to see that two models are the same."""

import numpy as np
import pytest

from recommender import data
from recommender.service import schema, shelf


def same_as_registered(trained, model):
    """Hold what MLflow's copy answers against what the trained model does."""
    lens = data.load()
    assert model.metadata.signature.inputs.input_names() == ["films", "weights"]
    places = lens.ratings.loc[lens.ratings["user"] == 41, "film"].to_numpy()
    asked = {"films": places[None, :].astype(np.int64), "weights": np.ones((1, len(places)), "f4")}
    expected = trained.scores(data.matrix(lens.ratings, lens.shape)[[41]])
    unseen = np.setdiff1d(np.arange(lens.shape[1]), places)
    assert np.allclose(model.predict(asked)["scores"][:, unseen], expected[:, unseen], atol=1e-4)


def same_as_served(trained, engine):
    """Hold what the service answers against what the trained model does."""
    lens = data.load()
    (told,) = schema.answer(engine, [schema.Request(user=42)])
    places = shelf.of(engine).places(film.id for film in told.films)
    expected = trained.scores(data.matrix(lens.ratings, lens.shape)[[41]])[0, places]
    assert [film.score for film in told.films] == pytest.approx(expected, abs=1e-4)
