"""The model `companions` learns what became of people from training passengers only."""

import pandas as pd
import pytest

from titanic import data, features, train
from titanic.params import Params


def test_fates_of_companions_come_from_training_passengers_only():
    # Whether the judged passengers lived or died must make no difference to what is said of them.
    rows = data.split(data.load(), 42).train
    table, target = features.make(rows), rows[data.TARGET].to_numpy()
    learn, check = next(iter(train.folds(42).split(table, target)))
    model = train.estimator(Params(model="companions")).fit(table.iloc[learn], target[learn])
    said = model.predict_proba(table.iloc[check])[:, 1]
    shuffled = table.iloc[check].sample(frac=1, random_state=0)
    alone = pd.Series(model.predict_proba(shuffled)[:, 1], index=shuffled.index)
    assert said == pytest.approx(alone[table.index[check]].to_numpy())
