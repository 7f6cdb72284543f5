"""The model is better than what people do without one, and behaves as a person would expect."""

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import KFold, cross_val_predict

from time_series import evaluate, features, models, params, predict, train
from time_series.params import Params


def test_it_beats_every_bar_by_far(result):
    bars = [result.metrics[f"baseline_{name}_mase"] for name in train.BASELINES]
    assert result.metrics["cv_mase_mean"] < 0.7 * min(bars)
    assert result.metrics["test_mase"] < 0.65
    assert result.metrics["test_smape"] < 6.8


def test_two_runs_give_the_same_scores(rides):
    cuts = evaluate.origins(len(rides))[:2]
    once, again = (train.measure(models.build("ridge"), rides, cuts) for _ in range(2))
    assert once == again


def test_a_busy_day_is_forecast_busier_than_a_sunday_and_a_holiday_quieter(result, rides):
    ordinary = result.model.predict(rides[:"2016-05-01"])
    week = ordinary.groupby(ordinary.index.day_of_week).mean()
    assert week[5:].max() < 0.6 * week[:5].min()
    thanksgiving = result.model.predict(rides[:"2015-11-15"])
    assert thanksgiving["2015-11-26"] < 0.5 * thanksgiving["2015-11-19"]


def test_twice_as_many_rides_in_the_past_mean_more_to_come(result, rides):
    assert (result.model.predict(1.2 * rides) > result.model.predict(rides)).all()


def test_nobody_leaves_by_the_entrance(result, rides):
    assert (result.model.predict(rides / 50) >= 0).all()


def test_rules_of_thumb_repeat_what_was(rides):
    week, year, usual = (models.build(name).predict(rides) for name in train.BASELINES)
    assert week.tolist() == 2 * rides.iloc[-7:].tolist()
    assert year.tolist() == rides.iloc[-364:-350].tolist()
    assert usual.iloc[0] == np.median(rides.iloc[[-7, -14, -21, -28]])


def test_every_file_in_models_is_a_model_that_forecasts(rides):
    for name in models.available():
        model = train.estimator(Params(model=name)).fit(rides.iloc[-1000:])
        found = model.predict(rides, 5)
        assert list(found.index) == list(pd.date_range("2016-08-29", periods=5))
        assert found.notna().all()


def test_the_model_of_params_yaml_trains_and_comes_back_from_its_file(tmp_path, rides):
    model = train.estimator(params.load()).fit(rides.iloc[-1000:])
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    pd.testing.assert_series_equal(again.predict(rides), model.predict(rides))


def test_a_misspelt_model_or_option_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `ridge`"):
        models.build("rige")
    with pytest.raises(models.ModelError, match="has no option `speed`"):
        models.build("ridge", speed=1)


def test_an_option_with_a_senseless_value_is_told_apart_from_a_bug():
    with pytest.raises(models.ModelError, match="'alpha' parameter"):
        train.train(Params(model="ridge", options={"alpha": -1}))


def test_a_model_trained_on_other_features_asks_to_be_trained_again(result, rides, monkeypatch):
    monkeypatch.setattr(features, "make", lambda past, days: pd.DataFrame({"a": 1}, index=days))
    with pytest.raises(models.ModelError, match="uv run train"):
        predict.predict(result.model, rides, 3)


def test_a_random_split_promises_what_the_future_does_not_keep(rides):
    recent = rides.iloc[-2000:]
    number = np.arange(2000)[:, None]  # a forest that knows the day, and nothing else of it
    table = np.hstack([number, recent.index.day_of_week.to_numpy()[:, None]])
    folds = KFold(5, shuffle=True, random_state=0)
    forest = RandomForestRegressor(10, random_state=0)
    dealt = abs(cross_val_predict(forest, table, recent, cv=folds) - recent)[-28:].mean()
    rolled = abs(forest.fit(table[:-28], recent[:-28]).predict(table[-28:]) - recent[-28:]).mean()
    assert dealt < rolled
