"""How well a column that the model does not see can be guessed from the others."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_score
from written import written

from deployed_api import data, features, models


@pytest.fixture(scope="module")
def loans():
    """Return 300 loans whose row numbers are no positions."""
    some = data.load().head(300)
    return some.set_index(np.arange(300)[::-1] + 9000)


def guess(loans, who, seed=42):
    module = written(data, "analysis/guess.py", "guess")
    return float(module.guess(loans, who, seed))


def right(loans, who, seed):
    cv = StratifiedKFold(5, shuffle=True, random_state=seed)
    model, table = models.build("logistic_regression"), features.make(loans)
    return float(cross_val_score(model, table, who, cv=cv, scoring="roc_auc").mean())


def test_a_column_that_is_there(loans):
    found = guess(loans, loans["records"] == "yes")
    assert found > 0.99, (
        f"Whose records are bad, the model sees: that can be guessed at 1.00, not at {found:.2f}."
    )


def test_a_column_that_is_not_there(loans):
    few = loans.head(160)
    coin = pd.Series(np.random.default_rng(0).random(len(few)) < 0.3, index=few.index)
    found = guess(few, coin)
    assert 0.36 < found < 0.64, (
        f"Nobody can guess what a coin says, yet yours is {found:.2f}. Is that the ROC AUC, and for"
        " loans that a model has not seen?"
    )


def test_a_column_that_others_hint_at(loans):
    who, seed = loans["age"] > 35, 7
    found, wanted = guess(loans, who, seed), right(loans, who, seed)
    assert found == pytest.approx(wanted, abs=1e-6), (
        f"With seed {seed}, who is over 35 can be guessed at {wanted:.4f}, not at {found:.4f}."
    )


def test_who_is_not_known_is_left_out(loans):
    who = (loans["age"] < 30).astype(object)
    gone = np.random.default_rng(5).random(300) < 0.4
    who[gone] = None
    found = guess(loans, who)
    wanted = right(loans[~gone], (loans["age"] < 30)[~gone], 42)
    assert found == pytest.approx(wanted, abs=1e-6), (
        f"Where it is not known, a loan should be left out: {wanted:.4f}, not {found:.4f}."
    )


def test_what_was_given_stays(loans):
    who = (loans["age"] < 30).astype(object)
    who.iloc[:10] = None
    before = loans.copy(), who.copy()
    guess(loans, who)
    assert loans.equals(before[0]) and who.equals(before[1]), (
        "`guess` changes the table or the series that it was given."
    )


def test_the_answers(answers):
    learn = data.split(data.load(), seed=42).train
    known = learn["marital"].notna()
    wanted = {
        "young": right(learn, learn["age"] < 26, 42),
        "single": right(learn[known], learn["marital"][known] == "single", 42),
    }
    for key, value in wanted.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(value, abs=0.0061), (
            f"`{key}` cannot be guessed at {given}. Is it the training set, and seed 42?"
        )
