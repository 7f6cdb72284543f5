"""A random forest that trains, is saved and opened again."""

import numpy as np
import pytest

from titanic import data, features, models, params, predict, train

NAME = "my_forest"


@pytest.fixture(scope="module")
def halves():
    return data.split(data.split(data.load(), seed=42).train, seed=1)


@pytest.fixture(scope="module")
def fitted(halves):
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    assert callable(getattr(models.module(NAME), "build", None)), (
        f"`{NAME}.py` has no function `build`."
    )
    model = train.estimator(params.Params(seed=42, model=NAME))
    return train.fit(model, halves.train)


def last_step(model):
    return model[-1] if hasattr(model, "steps") else model


def test_it_is_a_forest(fitted):
    trees = getattr(last_step(fitted), "estimators_", [])
    assert len(trees) == 200, f"It should have 200 trees; yours has {len(trees)}."
    leaves = [tree.tree_ for tree in trees[:20] if hasattr(tree, "tree_")]
    assert leaves, "Its trees are none of scikit-learn's random forest."
    smallest = min(int(t.n_node_samples[t.children_left == -1].min()) for t in leaves)
    assert smallest >= 1, "Its leaves are empty."
    asked = getattr(last_step(fitted), "min_samples_leaf", None)
    assert asked == 3, f"Each leaf should hold at least 3 passengers; yours asks for {asked}."


def test_the_trees_see_numbers_as_they_are(fitted):
    splits = np.concatenate([tree.tree_.threshold for tree in last_step(fitted).estimators_[:20]])
    assert splits.max() > 15, (
        "No tree asks about an age above 15: either the forest never sees the numbers, or a scaler"
        " stands before the trees, which need none."
    )


def test_it_learned_something(fitted, halves):
    right = fitted.predict(features.make(halves.test)) == halves.test[data.TARGET]
    rule = models.build("sex_rule").fit(features.make(halves.train), halves.train[data.TARGET])
    bar = rule.predict(features.make(halves.test)) == halves.test[data.TARGET]
    assert right.mean() > bar.mean() - 0.02, (
        f"It is right about {right.mean():.0%} of new passengers, less than the rule"
        f' "women live, men die" ({bar.mean():.0%}).'
    )


def test_predict_opens_it(fitted, tmp_path):
    settings = params.Params(seed=42, model=NAME)
    train.save(train.Result(fitted, settings, {}, {}), tmp_path)
    try:
        predict.load_model(tmp_path / "models" / "model.skops")
    except models.ModelError as problem:
        named = str(problem).rpartition("holds ")[2]
        pytest.fail(f"`uv run predict` does not open it, for it holds {named}")
