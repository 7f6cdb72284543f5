"""The model card says what was measured."""

import pytest

from titanic.service import engine
from titanic.tracking import card, export


@pytest.fixture
def about(result, tmp_path):
    return engine.describe(export.write(result.model, result.params, result.metrics, tmp_path)[1])


def test_the_card_is_filled_with_the_figures_of_the_run(about, result):
    text = card.render(card.WORDS.read_text(encoding="utf-8"), about)
    assert f"| test accuracy | {result.metrics['test_accuracy']:.3f} |" in text
    assert about.version in text
    assert "$" not in text


def test_a_figure_that_nobody_measured_is_not_made_up(about):
    with pytest.raises(card.CardError, match="shoe_size"):
        card.render("$shoe_size", about)


def test_a_lone_dollar_sign_is_explained(about):
    with pytest.raises(card.CardError, match=r"\$\$"):
        card.render("costs $ 5", about)
