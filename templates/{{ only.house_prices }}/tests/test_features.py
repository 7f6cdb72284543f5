"""Every feature says what it means, for one house and for all of them."""

import math

import pandas as pd
import pytest

from house_prices import data, features


def test_ten_per_cent_more_house_is_the_same_step_everywhere():
    steps = [
        features.row({"area": 1.1 * area})["log_area"] - features.row({"area": area})["log_area"]
        for area in (800, 1500, 4000)
    ]
    assert steps == pytest.approx([math.log(1.1)] * 3)


def test_the_basement_counts_for_the_total_area():
    row = features.row({"area": 1500, "total_bsmt_sf": 500})
    assert math.exp(row["log_total_area"]) == pytest.approx(2000)


def test_grades_have_an_order_and_none_is_the_lowest():
    words = ["None", "Po", "Fa", "TA", "Gd", "Ex"]
    grades = [features.row({"fireplace_qu": word})["fireplace_qu"] for word in words]
    assert grades == sorted(set(grades))


def test_what_is_missing_stays_missing_for_the_model_to_fill_in():
    row = features.row({"neighborhood": math.nan, "area": None})
    assert all(math.isnan(row[name]) for name in features.NUMERIC)
    assert all(row[name] == "unknown" for name in features.CATEGORICAL)


# A file may write "there is none" in three ways, and pandas reads them all as "nobody knows".


@pytest.mark.parametrize("written", ["", "NA", "None"])
def test_a_house_without_a_basement_has_the_lowest_grade_and_no_gap(tmp_path, written):
    sales = pd.read_csv(data.CSV, dtype=str, keep_default_na=False).head(3)
    sales.assign(bsmt_qual=written).to_csv(tmp_path / "own.csv", index=False)
    houses = data.read(tmp_path / "own.csv")
    assert features.make(houses)["bsmt_qual"].tolist() == [0.0, 0.0, 0.0]


# Other copies of the list spell the columns in their own way, and know less.


@pytest.fixture
def kaggle(tmp_path):
    """Write some sales as Kaggle does: other names, NA for what is missing, no coordinates."""
    sales = pd.read_csv(data.CSV, dtype=str, keep_default_na=False).head(200)
    sales = sales.drop(columns=["pid", "lon", "lat"]).replace("", "NA")
    own = {"area": "GrLivArea", "price": "SalePrice", "x1st_flr_sf": "1stFlrSF"}
    spelt = {name: "".join(part.capitalize() for part in name.split("_")) for name in sales}
    sales.rename(columns=spelt | own).to_csv(tmp_path / "train.csv", index_label="Id")
    return tmp_path / "train.csv"


def test_kaggles_copy_means_the_same_as_ours(kaggle):
    theirs = features.make(data.load(kaggle)).drop(columns=["lon", "lat"])
    ours = features.make(data.load().head(200)).drop(columns=["lon", "lat"])
    pd.testing.assert_frame_equal(theirs, ours)


def test_where_a_copy_names_only_the_neighborhood_the_house_is_put_into_its_middle(kaggle):
    theirs, ours = data.load(kaggle), data.load()
    for name, there in theirs.groupby("neighborhood"):
        middle = ours.loc[ours["neighborhood"] == name, ["lon", "lat"]].median()
        assert (there[["lon", "lat"]] == middle).all(axis=None)


def test_a_copy_without_prices_can_be_asked_about_but_not_learned_from(kaggle):
    exam = kaggle.with_name("test.csv")
    pd.read_csv(kaggle, keep_default_na=False).drop(columns="SalePrice").to_csv(exam, index=False)
    assert len(data.check(data.read(exam), exam.name)) == 200
    with pytest.raises(data.tables.DataError, match="lacks the column `price`"):
        data.load(exam)
