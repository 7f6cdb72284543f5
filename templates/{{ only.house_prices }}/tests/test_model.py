"""The model is better than what people do without one, and behaves as a person would expect."""

import math

import numpy as np
import pandas as pd
import pytest

from house_prices import data, features, models, predict, train


def test_each_bar_is_higher_than_the_one_before(result):
    bars = [f"baseline_{name}_rmsle" for name in ("mean", "price_per_foot", "nearest_sales")]
    errors = [result.metrics[key] for key in [*bars, "cv_rmsle_mean"]]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.122


def test_five_columns_beat_the_price_per_foot(result):
    learn = data.split(data.load(), 42).train
    line = train.cross_validated(models.build("linear"), learn, 42)["rmsle_mean"]
    assert result.metrics["cv_rmsle_mean"] < line < result.metrics["baseline_price_per_foot_rmsle"]


def test_the_test_set_is_the_last_year():
    learn, exam = data.split(data.load(), 42)
    assert learn["yr_sold"].max() == 2009
    assert set(exam["yr_sold"]) == {2010}


def test_the_price_per_foot_is_the_median_of_the_neighborhood():
    sales = data.load()
    rule = train.fit(models.build("price_per_foot"), sales)
    there = sales[sales["neighborhood"] == "Gilbert"]
    rate = (there["price"] / there["area"]).median()
    assert predict.predict(rule, there).to_numpy() == pytest.approx(rate * there["area"])
    stranger = pd.DataFrame([{"area": 1000.0, "neighborhood": "Elsewhere"}])
    everywhere = (sales["price"] / sales["area"]).median()
    assert predict.predict(rule, stranger).iloc[0] == pytest.approx(1000 * everywhere)


# Direction: what buyers pay for raises the price, in per cent and not in dollars.


@pytest.fixture(scope="module")
def homes():
    """Return some ordinary sales, about which everything is known."""
    sales = data.load()
    return sales[sales["price"].between(120_000, 180_000)].sample(50, random_state=0)


@pytest.mark.parametrize(
    ("column", "change"),
    {
        "area": lambda homes: 1.2 * homes,
        "lot_area": lambda homes: 2 * homes,
        "total_bsmt_sf": lambda homes: homes + 500,
        "overall_qual": lambda homes: homes + 1,
        "overall_cond": lambda homes: homes + 1,
        "garage_cars": lambda homes: homes + 1,
        "year_built": lambda homes: homes + 20,
        "neighborhood": lambda homes: homes.mask(homes != "", "NridgHt"),
    }.items(),
)
def test_a_better_house_is_worth_more(result, homes, column, change):
    better = homes.assign(**{column: change(homes[column])})
    gain = predict.predict(result.model, better) / predict.predict(result.model, homes)
    assert gain.median() > 1.01


def test_a_better_kitchen_adds_the_same_per_cent_to_a_cheap_house_and_to_a_dear_one(result):
    sales = data.load().sort_values("price").iloc[[300, -300]]
    plain, better = (
        predict.predict(result.model, sales.assign(kitchen_qual=grade)) for grade in ("TA", "Ex")
    )
    gains = (better / plain).to_numpy()
    assert gains[0] == pytest.approx(gains[1])
    assert gains[0] > 1.02


# What is not said is taken from houses like it: nothing, the average, is not typical of a palace.


def test_four_facts_are_enough_for_a_fair_estimate(result):
    exam = data.split(data.load(), 42).test
    four = ["area", "overall_qual", "year_built", "neighborhood"]
    guessed = predict.predict(result.model, exam[four].reindex(columns=data.INPUTS))
    assert np.median(abs(guessed / exam["price"] - 1)) < 0.11


def test_the_model_that_learns_dollars_gives_some_houses_a_price_below_zero():
    learn = data.split(data.load(), 42).train
    dollars = train.fit(models.build("ridge", log=False), learn)
    logs = train.fit(models.build("ridge"), learn)
    hut = features.make(learn.nsmallest(5, "price"))
    assert dollars.predict(hut).min() < 0 < logs.predict(hut).min()
    assert not math.isnan(train.cross_validated(dollars, learn, 42)["rmsle_mean"])
