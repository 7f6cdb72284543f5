"""The forest of the exercises can be exported, and no passenger is named in what is."""

import json

import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from titanic import data, features, params, train
from titanic.tracking import bundle, export


def forest(numbers):
    """Build exercise 5's forest, with this step for numbers."""
    words = OneHotEncoder(handle_unknown="ignore")
    prepare = make_column_transformer((numbers, features.NUMERIC), (words, features.CATEGORICAL))
    trees = RandomForestClassifier(n_estimators=50, min_samples_leaf=3, random_state=0)
    return train.fit(make_pipeline(prepare, trees), data.split(data.load(), 42).train)


def test_the_forest_of_the_exercises_is_exported(tmp_path):
    model = forest(SimpleImputer(strategy="median"))
    assert len(export.write(model, params.Params(model="my_forest"), {}, tmp_path)) == 2


def test_trees_behind_a_scaler_are_told_to_do_without(tmp_path):
    model = forest(make_pipeline(SimpleImputer(strategy="median"), StandardScaler()))
    with pytest.raises(bundle.ExportError, match="`StandardScaler` out of `models/my_forest.py`"):
        export.write(model, params.Params(model="my_forest"), {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_passenger_is_named_in_the_description(result, tmp_path):
    files = export.write(result.model, result.params, result.metrics, tmp_path)
    about = json.loads(files[1].read_text(encoding="utf-8"))
    assert about["profile"]["name"].keys() == {"missing", "typical", "kind", "distinct"}
    assert about["profile"]["name"]["typical"] is None
