"""Pieces of the learner's own: found when finished, used, and held to NumPy's."""

import numpy as np
import pytest
from conftest import copy_of

from foundations import data, params, pieces, plots, ready
from foundations import train as training
from foundations.errors import UserError

MINE = params.Params(42, "logistic_regression", {"pieces": "mine"})


def test_what_still_says_not_implemented_is_not_finished(write):
    write(sigmoid=copy_of("sigmoid"))
    assert pieces.finished() == ["sigmoid"]
    assert pieces.kit("mine").use.step is ready.step


def test_a_class_is_finished_when_all_its_methods_are(write):
    class Half(ready.Scaler):
        def fit(self, column):
            return self

        def transform(self, column):
            raise NotImplementedError

    write(Scaler=Half)
    assert pieces.finished() == []
    write(Scaler=ready.Scaler)
    assert pieces.finished() == ["Scaler"]


def test_all_pieces_of_ones_own_reach_the_same_scores(write, result):
    write(**{name: copy_of(name) for name in pieces.PIECES})
    found = training.train(MINE)
    assert len(pieces.finished()) == len(pieces.PIECES) == 18
    assert found.metrics == pytest.approx(result.metrics, abs=1e-9)
    assert training.whose(MINE) == "18 of 18 pieces are yours."


def test_the_walk_in_the_picture_takes_ones_own_steps(write):
    steps = []
    write(step=lambda w, slope, rate: steps.append(rate) or ready.step(w, slope, rate))
    plots.descent(data.load().head(50), pieces.kit("mine"))
    assert (steps.count(3.0), steps.count(14.0)) == (25, 25)


def test_a_piece_that_leads_elsewhere_is_named(write):
    write(
        mean_and_spread=lambda numbers: (float(np.mean(numbers)), float(np.std(numbers, ddof=1))),
        step=copy_of("step"),
    )
    with pytest.raises(UserError, match="Your `mean_and_spread` leads to .* exercises -k b1"):
        training.train(MINE)


def test_a_piece_that_stops_is_named(write):
    def fill(numbers, value):
        return numbers[10**9]

    write(fill=fill)
    with pytest.raises(UserError, match="Your `fill` stopped with IndexError"):
        training.train(MINE)


def test_an_unknown_set_of_pieces_is_refused():
    with pytest.raises(UserError, match="Did you mean `mine`"):
        pieces.kit("mien")
