"""What is this project's own in the tests of records: how to see that two models are the same."""

import numpy as np

from mnist import data


def same_as_registered(trained, model):
    """Hold what MLflow's copy answers against what the trained model does."""
    images = data.load(data.SAMPLE).images[:300]
    assert model.metadata.signature.inputs.input_names() == ["images"]
    answers = model.predict({"images": images})["probabilities"]
    assert np.abs(answers - trained.predict_proba(images)).max() < 1e-5


def same_as_served(trained, engine):
    """Hold what the service answers against what the trained model does."""
    images = data.load(data.SAMPLE).images[:300]
    answers = engine.run({"images": images})
    assert np.abs(answers - trained.predict_proba(images)).max() < 1e-5
