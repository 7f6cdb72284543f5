"""Comparables are near, adjusted in the right direction, and told in one table."""

import pandas as pd
import pytest

from house_prices import comparables, data, predict


@pytest.fixture(scope="module")
def sales():
    """Return all sales."""
    return data.load()


def test_the_nearest_sale_of_a_house_that_was_sold_is_its_own(sales):
    found = comparables.find(sales.loc[[1000]], sales, 3)
    assert found.index[0] == 1000
    assert found["distance"].is_monotonic_increasing


def test_there_are_never_more_than_there_are_sales(sales):
    assert len(comparables.find(sales.loc[[7]], sales.head(9), 50)) == 9


def test_a_house_is_looked_for_in_the_neighborhood_that_was_named(sales):
    facts = {"area": 1500.0, "overall_qual": 7, "year_built": 2000}
    for name in ("Somerst", "CollgCr", "NWAmes"):
        house = pd.DataFrame([facts | {"neighborhood": name}], columns=data.INPUTS)
        found = comparables.find(house, sales, 5)
        middle = sales.loc[sales["neighborhood"] == name, ["lon", "lat"]].median()
        assert (found[["lon", "lat"]] - middle).abs().max(axis=None) < 0.02


def test_an_adjustment_turns_a_sale_into_this_house(result, sales):
    house = sales.loc[[1000]]
    better = house.assign(overall_qual=house["overall_qual"] + 1)
    same = comparables.adjust(result.model, house, house)
    raised = comparables.adjust(result.model, better, house)
    worth = predict.predict(result.model, pd.concat([house, better]))
    assert same.iloc[0] == pytest.approx(house["price"].iloc[0])
    assert raised.iloc[0] / same.iloc[0] == pytest.approx(worth.iloc[1] / worth.iloc[0])
    assert raised.iloc[0] > same.iloc[0]


def test_the_command_shows_the_sales_and_what_the_model_says(saved, capsys, monkeypatch):
    monkeypatch.setattr(predict.load_model, "__defaults__", (saved / "models" / "model.skops",))
    comparables.main(["--area=1500", "--overall_qual=6", "--neighborhood=NAmes", "--count=4"])
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1 + 4 + 2
    assert "The model alone says:" in printed
    assert max(map(len, printed.splitlines())) <= 80


@pytest.mark.parametrize("count", ["0", "51", "few"])
def test_a_senseless_number_of_sales_is_refused(count, capsys):
    with pytest.raises(SystemExit):
        comparables.main([f"--count={count}"])
    told = capsys.readouterr().err.splitlines()[-1]
    assert "--count" in told and len(told) <= 80


def test_a_senseless_flag_is_explained():
    with pytest.raises(SystemExit, match="`neighborhood` must be one of .*not `Nowhere`"):
        comparables.main(["--neighborhood=Nowhere"])
