"""What `explain` says about a model is true of that model."""

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import BaseEstimator, ClassifierMixin

from deployed_api import data, features, models, params, train
from deployed_api.analysis import costs, effects, explain, groups, threshold
from deployed_api.params import Params


@pytest.fixture(scope="module")
def rows():
    """Return the training loans."""
    return data.split(data.load(), 42).train


@pytest.fixture(scope="module")
def small():
    """Explain few examples: the tests are about what is said, not about how exactly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "EXAMPLES", 20)
        patch.setattr(explain, "BACKGROUND", 10)
        patch.setattr(explain, "SHUFFLES", 2)
        yield


@pytest.fixture(scope="module")
def found(result, rows, small):
    """Explain the model of the README."""
    return explain.explain(result.model, rows, 42)


def test_a_model_that_sees_only_records_relies_only_on_them(rows, small):
    model = train.fit(models.build("records_rule"), rows)
    said = explain.explain(model, rows, 42)
    assert said.importance.mean().idxmax() == "records"
    assert (said.importance.drop(columns="records") == 0).all(axis=None)
    assert np.allclose(said.effects.drop(columns="records"), 0)


def test_shap_values_add_up_to_the_answer(result, rows):
    table = features.make(rows)
    moves = effects.shap_values(result.model, table.head(20), table.tail(10), seed=42)
    answers = result.model.predict_proba(table)[:, 1]
    assert np.allclose(moves.sum(axis=1), answers[:20] - answers[-10:].mean())


class Memory(ClassifierMixin, BaseEstimator):
    """Says 1 of rows that it was trained on, and 0 of all others."""

    def fit(self, table, target):
        self.classes_ = np.array([0, 1])
        self.seen_ = set(map(repr, table.to_numpy().tolist()))
        return self

    def predict_proba(self, table):
        seen = [repr(row) in self.seen_ for row in table.to_numpy().tolist()]
        return np.column_stack([np.logical_not(seen), seen]).astype(float)

    def predict(self, table):
        return self.predict_proba(table)[:, 1].astype(int)


def test_all_that_is_explained_is_said_of_rows_that_the_model_had_not_seen(rows, small):
    single = rows[~features.make(rows).duplicated(keep=False)].head(300)
    found = explain.explain(Memory().fit(features.make(single), None), single, 42)
    assert found.fairness["selection_rate"].max() == 0
    # From the background, which it knows (1), to a row that it does not know (0).
    assert np.allclose(found.effects.sum(axis=1), -1)


def test_only_a_group_beyond_luck_is_said_to_be_hard():
    members = pd.DataFrame({"kind": np.repeat(list("abcdefghij"), 40)})
    target = pd.Series(0, index=members.index)
    wrong = pd.Series(np.tile([1] * 8 + [0] * 32, 10))  # one in five, whoever it is
    wrong.iloc[:4] = 0
    wrong.iloc[40:80] = [1] * 14 + [0] * 26  # the worst of ten: 35 %
    alone = explain.errors_by_group(target, wrong, members.loc[:79])
    many = explain.errors_by_group(target, wrong, members)
    assert many.loc[("kind", "b"), "low"] < alone.loc[("kind", "b"), "low"]
    assert "nobody beyond luck" in _said_of(many, wrong)
    wrong.iloc[40:80] = 1
    assert _said_of(explain.errors_by_group(target, wrong, members), wrong).startswith("b, 100% wr")


def _said_of(errors, wrong):
    empty = pd.DataFrame()
    return explain.worst_group(
        explain.Explanation(empty, empty, empty, errors, empty, empty, wrong.mean(), 0.5)
    )


def test_every_loan_is_in_one_group_of_each_kind(rows, found):
    members = groups.make(rows)
    assert not members.isna().any(axis=None)
    assert (found.errors["rows"].groupby(level="kind").sum() == len(rows)).all()


def test_errors_and_fairness_are_counted_at_the_line_that_is_served(rows, found):
    _, chance = threshold.answers(Params(seed=42, model="logistic_regression", options={"C": 1.0}))
    refused = chance >= costs.load().threshold
    assert found.wrong == pytest.approx((refused != (rows[data.TARGET] == 1)).mean())
    young = groups.ages(rows) == "age 18-25"
    assert found.fairness.loc["age 18-25", "selection_rate"] == pytest.approx(refused[young].mean())


def test_without_a_line_of_their_own_errors_agree_with_cross_validation(
    result, rows, small, monkeypatch
):
    monkeypatch.setattr(explain.scoring, "threshold", lambda: 0.5)
    found = explain.explain(result.model, rows, 42)
    scores = train.cross_validated(train.estimator(Params(model="logistic_regression")), rows, 42)
    assert 1 - found.wrong == pytest.approx(scores["accuracy_mean"], abs=0.001)


def test_a_blind_model_treats_everybody_alike(rows):
    members, target = groups.make(rows)[groups.FAIRNESS], rows[data.TARGET]
    table, gaps = explain.fairness(target, pd.Series(0, index=target.index), members)
    assert (gaps == 0).all(axis=None)
    assert (table["selection_rate"] == 0).all()


def test_a_rule_that_refuses_the_young_is_as_unequal_as_can_be(rows):
    answers = (rows["age"] < 26).astype(int)
    _, gaps = explain.fairness(rows[data.TARGET], answers, groups.make(rows)[groups.FAIRNESS])
    assert gaps.loc["age", "demographic_parity_difference"] == 1


def test_a_loan_without_age_or_marital_status_is_in_a_group_too(rows):
    unknown = rows.head(3).assign(age=None, marital=None)
    assert not groups.make(unknown).isna().any(axis=None)


def test_the_table_of_features_survives_the_translation_to_numbers(rows):
    table = features.make(rows)
    codes = effects._Codes(table)
    there_and_back = codes.words(codes.numbers(table)).set_axis(table.index)
    pd.testing.assert_frame_equal(there_and_back, table, check_dtype=False)


def test_explain_writes_a_report_with_all_its_pictures(result, tmp_path, small, capsys):
    train.save(result, tmp_path)
    reports = tmp_path / "said"
    explain.main(["--model", str(tmp_path / "models" / "model.skops"), "--reports", str(reports)])
    text = (reports / "explain.md").read_text()
    pictures = list(reports.glob("*.png"))
    assert len(pictures) == 4
    assert all(f"({picture.name})" in text for picture in pictures)
    assert "Equalized odds difference by age" in capsys.readouterr().out


def test_without_a_model_explain_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="uv run train"):
        explain.main(["--model", str(tmp_path / "none.skops")])


def test_the_rows_are_those_that_the_model_learned_from(result, rows, tmp_path, monkeypatch):
    """A seed that was edited since `train` deals other rows into the test set."""
    train.save(result, tmp_path)
    monkeypatch.setattr(params, "load", lambda *_: Params(7, "logistic_regression"))
    seen = []

    def explained(_, learn, seed):
        seen.append((learn, seed))
        raise models.ModelError("enough")

    monkeypatch.setattr(explain, "explain", explained)
    with pytest.raises(SystemExit, match="enough"):
        explain.main(["--model", str(tmp_path / "models" / "model.skops")])
    assert seen[0][1] == 42
    pd.testing.assert_frame_equal(seen[0][0], rows)


def test_a_model_that_does_not_say_how_it_was_trained_is_refused(result, tmp_path):
    skops.io.dump(result.model, tmp_path / "model.skops")
    with pytest.raises(SystemExit, match="uv run train"):
        explain.main(["--model", str(tmp_path / "model.skops")])
