"""One word is added, and the text changes its shelf."""

import pandas as pd
import pytest

from text_classification import data, predict, train

TEXT, SHELF, EASY = "a program that reads files", "hamradio", {"radio", "radios", "hamradio"}


def test_the_word_and_its_weight(answers):
    word, weight = str(answers["word"]).strip().lower(), answers["weight"]
    assert len(word.split()) == 1, "`word` should be one word, without blanks."
    assert word not in EASY, f"`{word}` is too easy: the task leaves it out. Find another word."
    assert type(weight) in (int, float), "`weight` must be a number, without quotes."
    learn = data.split(data.load(), 42).train
    model = train.fit(train.estimator(train.Params(42, "linear_svm")), learn)
    table = predict.weights(model)
    assert word in table.index, f"The model has not learned `{word}`, so it cannot move anything."
    found = predict.predict(model, pd.Series([f"{TEXT} {word}"]))[0]
    assert found == SHELF, f"With `{word}` the text goes to `{found}`. Take a heavier word."
    right = table.loc[word, SHELF]
    points = predict.spoken(model, f"{TEXT} {word}").loc[word, SHELF]
    assert weight == pytest.approx(right, abs=0.011) or weight != pytest.approx(
        points, abs=0.011
    ), (
        f"{weight} is what `{word}` adds in this text: its weight times its TF-IDF. What is its"
        " weight?"
    )
    assert weight == pytest.approx(right, abs=0.011), f"`{word}` does not weigh {weight}."
