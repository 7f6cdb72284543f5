"""Counts that are kept up to date, person by person."""

import numpy as np
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "studies/running.py", "Running")
    return found.Running


def anew(people, films):
    table = np.zeros((len(people), films), dtype=int)
    for row, own in enumerate(people.values()):
        table[row, list(own)] = 1
    return table.T @ table


def same(found, people, films, after):
    right, found = anew(people, films), np.asarray(found)
    assert found.shape == right.shape, (
        f"`counts` should have the shape {right.shape}, not {found.shape}."
    )
    wrong = np.argwhere(found != right)
    if len(wrong):
        one, two = wrong[0]
        what = f"film {one} has" if one == two else f"films {one} and {two} have"
        pytest.fail(f"{after}, {what} {right[one, two]} viewers, not {found[one, two]}.")


def test_a_few_by_hand():
    running = function()(3)
    same(running.counts(), {}, 3, "Before anybody came")
    for person, film in ((1, 0), (1, 1), (2, 1)):
        running.add(person, film)
    same(running.counts(), {1: {0, 1}, 2: {1}}, 3, "After three additions")


def test_twice_counts_once():
    running = function()(3)
    for film in (0, 2, 2, 0):
        running.add(7, film)
    same(running.counts(), {7: {0, 2}}, 3, "After somebody added two films twice")


def test_forgetting():
    running = function()(4)
    for person, film in ((1, 0), (1, 3), (2, 3), (2, 1), (3, 3)):
        running.add(person, film)
    running.forget(2)
    same(running.counts(), {1: {0, 3}, 3: {3}}, 4, "After somebody was forgotten")
    running.forget(2)
    running.forget(99)
    same(running.counts(), {1: {0, 3}, 3: {3}}, 4, "After somebody was forgotten who was not there")
    running.add(2, 3)
    same(running.counts(), {1: {0, 3}, 2: {3}, 3: {3}}, 4, "After somebody came back")


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens(seed):
    chance, running, people = np.random.default_rng(seed), function()(6), {}
    for _ in range(120):
        person = int(chance.integers(8))
        if chance.random() < 0.15:
            running.forget(person)
            people.pop(person, None)
        else:
            film = int(chance.integers(6))
            running.add(person, film)
            people.setdefault(person, set()).add(film)
        same(running.counts(), people, 6, "After many additions and some forgetting")


def test_two_are_two():
    first, second = function()(2), function()(2)
    first.add(1, 0)
    same(second.counts(), {}, 2, "In a second object to which nothing was added")


def test_the_table_belongs_to_the_caller():
    running = function()(2)
    running.add(1, 0)
    running.counts()[:] = 9
    same(running.counts(), {1: {0}}, 2, "After a caller changed a returned table")


@pytest.mark.parametrize("film", [-1, 2])
def test_a_film_that_does_not_exist(film):
    running = function()(2)
    running.add(1, 0)
    try:
        running.add(1, film)
    except ValueError:
        same(running.counts(), {1: {0}}, 2, f"After film {film} was refused")
        return
    except IndexError:
        pytest.fail(f"Film {film} of two should be a ValueError, not an IndexError.")
    pytest.fail(f"Film {film} of two does not exist: adding it should be a ValueError.")
