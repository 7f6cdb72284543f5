"""A support vector machine that trains, and a space that its options are drawn from."""

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.svm import SVR
from written import written

from house_prices import data, errors, features, models, question

RANGES = {"C": (0.1, 100), "epsilon": (0.001, 0.2), "gamma": (0.0001, 0.1)}


class Trial:
    """Stands for Optuna's: notes what it is asked for and answers with one end of the range."""

    def __init__(self, largest):
        self.largest, self.asked = largest, {}

    def suggest_float(self, name, low, high, *, step=None, log=False):
        self.asked[name] = (low, high, log)
        return high if self.largest else low


def module():
    return written(errors, "models/my_svr.py", "build", "space")


def machine(model):
    """Return the last step of a model that learns logarithms."""
    assert isinstance(model, TransformedTargetRegressor), (
        "It should learn the logarithm of the price: put `in_logs(...)` around the pipeline."
    )
    last = model.regressor[-1]
    assert isinstance(last, SVR), f"Its last step is a {type(last).__name__}, no `SVR`."
    return last


def test_what_it_is():
    for options in ({"C": 1.0, "epsilon": 0.05, "gamma": 0.01}, {"C": 7, "epsilon": 1, "gamma": 2}):
        default = options["C"] == 1.0
        last = machine(module().build() if default else module().build(**options))
        for name, value in options.items():
            found = getattr(last, name)
            assert found == value, (
                f"`build()` should set `{name}` to {value}, not {found}."
                if default
                else f"`build` does not pass `{name}` on."
            )


@pytest.mark.parametrize("largest", [False, True])
def test_its_space(largest):
    trial = Trial(largest)
    options = module().space(trial)
    assert set(trial.asked) == set(RANGES), (
        f"`space` should try `C`, `epsilon` and `gamma`, not {', '.join(trial.asked) or 'nothing'}."
    )
    for name, (low, high) in RANGES.items():
        found = trial.asked[name]
        assert found[:2] == (low, high), (
            f"`{name}` should go from {low} to {high}, not {found[:2]}."
        )
        assert found[2], f"`{name}` is searched on a plain scale. Search in factors."
    drawn = {name: asked[1 if largest else 0] for name, asked in trial.asked.items()}
    assert options == drawn, f"`space` should return what it drew, {drawn}, not {options}."
    machine(models.build("my_svr", **options))


def test_it_sees_what_the_ridge_sees_and_learns():
    learn = data.split(data.load(), seed=42).train.sample(frac=1, random_state=0)
    few, new = learn.iloc[:600], learn.iloc[600:1200]
    table, price = features.make(few), few["price"]
    mine, theirs = (
        model.fit(table, price).regressor_ for model in (module().build(), models.build("ridge"))
    )
    columns = [set(each[:-1].get_feature_names_out()) for each in (mine, theirs)]
    missing = sorted(columns[1] - columns[0])
    assert not missing, f"It does not see `{missing[0]}`, which the ridge sees."
    seen = np.asarray(mine[:-1].transform(table))[:, : len(features.NUMERIC)]
    assert np.allclose(seen.std(axis=0), 1, atol=0.05), "Its numbers have different scales."
    fitted = module().build().fit(table, price)
    error = question.rmsle(new["price"].to_numpy(), fitted.predict(features.make(new)))
    assert error < 0.16, f"Its RMSLE on new houses is {error:.2f}. Is something left out?"
