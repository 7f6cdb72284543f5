"""What a search may try for Theta."""

import optuna

from time_series import models
from time_series.models import theta


def test_its_space():
    assert hasattr(theta, "space"), "There is no `space` in `models/theta.py` yet."
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    drawn = []
    for _ in range(300):
        trial = study.ask()
        options = theta.space(trial)
        assert isinstance(options, dict), "`space` should return options of `build`: a dictionary."
        assert set(options) == {"days"}, f"`space` should give `days` alone, not {set(options)}."
        drawn.append(options["days"])
    assert all(type(days) is int for days in drawn), "`days` should be a whole number."
    assert all(days % 7 == 0 for days in drawn), (
        f"`days` should be whole weeks, and {next(d for d in drawn if d % 7)} is none."
    )
    (limits,) = trial.distributions.values()
    assert (limits.low, limits.high) == (364, 2184), (
        f"`days` should go from 364 to 2184, not from {limits.low} to {limits.high}."
    )
    assert not limits.log, "Every week is as good as another: no `log`."
    assert models.build("theta", **options).days == drawn[-1], "`build` should take what it gives."
