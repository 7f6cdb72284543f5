"""A model of the learner's own that sees letters: it forgives a slip of the finger."""

import pandas as pd
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from written import written

from text_classification import data, errors, predict, train

SHELVES = ["fonts", "mail", "games"]


def build(**options):
    return written(errors, "models/my_letters.py", "build").build(**options)


@pytest.fixture(scope="module")
def trained():
    learn = data.split(data.load(), seed=42).train
    few = learn[learn["label"].isin(SHELVES)].groupby("label").head(120)
    return train.fit(build(), few)


def test_it_is_a_pipeline_with_an_option():
    model = build()
    assert hasattr(model, "steps"), "`build` should return a pipeline, as `linear_svm.py` does."
    first, last = model[0], model[-1]
    assert isinstance(first, TfidfVectorizer), f"Its first step is a {type(first).__name__}."
    assert isinstance(last, LinearSVC), f"Its last step is a {type(last).__name__}."
    assert last.C == 0.3, f"`build()` should set C to 0.3; it is {last.C:g}."
    other = build(C=2.0)[-1].C
    assert other == 2.0, f"`build(C=2.0)` makes a model with C {other:g}."
    assert last.class_weight == "balanced", "Small labels should count as much as large ones."


def test_it_sees_letters():
    grams = set(build()[0].build_analyzer()("to be"))
    assert grams != {"to", "be"}, "It sees whole words. Give the vectorizer another `analyzer`."
    across = sorted(gram for gram in grams if "o b" in gram or "o be" in gram)
    assert not across, f"`{across[0]}` goes across the border of two words." if across else ""
    sizes = {len(gram) for gram in grams}
    assert sizes == {2, 3, 4}, f"The runs should have 2 to 4 letters; they have {sorted(sizes)}."
    assert " be " in grams, "The blanks at the ends of a word should belong to it: ` be `."


def test_settings_are_kept():
    first = build()[0]
    assert first.min_df == 2, f"`min_df` should be 2; it is {first.min_df}."
    assert first.sublinear_tf, "`sublinear_tf` should be true."


def test_a_slip_of_the_finger(trained):
    slips = pd.Series(["a tyypeface, bould", "e-maill filterring", "a puzzzle gamee"])
    found = predict.predict(trained, slips).tolist()
    assert found == SHELVES, f"Misspelt texts of {SHELVES} are taken for {found}."


def test_it_can_be_saved_and_opened(trained, tmp_path):
    skops.io.dump(trained, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    some = data.load()["text"].head(50)
    assert predict.predict(again, some).equals(predict.predict(trained, some))
