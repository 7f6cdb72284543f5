"""A network that trains, and a space that its options are drawn from."""

import numpy as np
import pytest

from titanic import data, features, models

NAME = "network"
RANGES = {"neurons": (2, 32), "alpha": (0.01, 100)}


class Trial:
    """Stands for Optuna's: notes what it is asked for and answers with one end of the range."""

    def __init__(self, largest):
        self.largest, self.asked = largest, {}

    def suggest_int(self, name, low, high, *, step=1, log=False):
        self.asked[name] = ("int", low, high, log)
        return high if self.largest else low

    def suggest_float(self, name, low, high, *, step=None, log=False):
        self.asked[name] = ("float", low, high, log)
        return high if self.largest else low


@pytest.fixture
def module():
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    found = models.module(NAME)
    for name in ("build", "space"):
        assert callable(getattr(found, name, None)), f"`{NAME}.py` has no function `{name}`."
    return found


def network(model):
    last = model[-1] if hasattr(model, "steps") else model
    kind = type(last).__name__
    assert kind == "MLPClassifier", (
        f"The last step should be an `MLPClassifier`; yours is `{kind}`."
    )
    return last


def sizes(last):
    return list(np.atleast_1d(last.hidden_layer_sizes))


def test_what_it_is(module):
    last = network(module.build())
    assert sizes(last) == [8], f"`build()` should have one layer of 8 neurons, not {sizes(last)}."
    assert last.alpha == 10, f"`build()` should have `alpha` 10, not {last.alpha:g}."
    assert last.solver == "lbfgs", f"The solver should be `lbfgs`, not `{last.solver}`."
    assert last.max_iter == 500, (
        f"`max_iter` should be 500, not {last.max_iter}: the network needs time to come to rest."
    )
    other = network(module.build(neurons=5, alpha=0.5))
    assert (sizes(other), other.alpha) == ([5], 0.5), "`build` does not pass its options on."


def test_its_space(module):
    trial = Trial(largest=False)
    module.space(trial)
    assert set(trial.asked) == set(RANGES), (
        f"`space` should try `neurons` and `alpha`; it tries {', '.join(trial.asked) or 'nothing'}."
    )
    for name, (low, high) in RANGES.items():
        found = trial.asked[name][1:3]
        assert found == (low, high), f"`{name}` should go from {low} to {high}, not {found}."
    assert trial.asked["neurons"][0] == "int", "Half a neuron? `neurons` must be a whole number."
    assert trial.asked["alpha"][0] == "float", "`alpha` need not be a whole number."
    assert trial.asked["alpha"][3], (
        "`alpha` is searched on a plain scale: almost no trial would go below 1. Search in factors."
    )


@pytest.mark.parametrize("largest", [False, True])
def test_what_is_drawn_can_be_built(module, largest):
    trial = Trial(largest)
    options = module.space(trial)
    drawn = {name: asked[2 if largest else 1] for name, asked in trial.asked.items()}
    assert options == drawn, f"`space` should return what it drew, {drawn}, not {options}."
    last = network(models.build(NAME, **options))
    assert [*sizes(last), last.alpha] == [drawn["neurons"], drawn["alpha"]], (
        "What `space` returns does not reach the network under the same name."
    )


def test_it_sees_numbers_on_one_scale_and_learns(module):
    halves = data.split(data.split(data.load(), seed=42).train, seed=1)
    table, target = features.make(halves.train), halves.train[data.TARGET]
    model = module.build()
    network(model).set_params(random_state=0)
    model.fit(table, target)
    seen = model[:-1].transform(table)
    seen = seen.toarray() if hasattr(seen, "toarray") else np.asarray(seen)
    largest = float(np.abs(seen.mean(axis=0)).max())
    assert largest < 2, (
        f"One of the columns has a mean of {largest:.0f} where others are 0 or 1: put them on one"
        " scale."
    )
    right = float((model.predict(features.make(halves.test)) == halves.test[data.TARGET]).mean())
    assert right > 0.72, f"It is right about {right:.0%} of new passengers only."
