"""The same storms, two first seasons, two answers."""

import pytest

from eda import counting, data


@pytest.fixture(scope="module")
def storms():
    return data.storms(data.clean(data.load()))


@pytest.mark.parametrize("first", [1985, 1995])
def test_b1(answers, storms, first):
    late = storms[storms["season"] >= first]
    gales = late[late["wind"] >= 34]
    everything, line = (
        counting.trend(counting.per_season(some, range(first, 2023))) for some in (late, gales)
    )
    given, sure = answers[f"since_{first}"], answers[f"sure_{first}"]
    assert type(given) in (int, float), f"`since_{first}` must be a number, without quotes."
    assert abs(given - everything.per_decade) > 0.006, (
        f"`since_{first}` is the trend of all storms. Which is that of gale force?"
    )
    assert given == pytest.approx(line.per_decade, abs=0.011), (
        f"`since_{first}` is not {given}. Read it behind `of gale force`, after a run with"
        f" --since {first}."
    )
    assert sure in ("yes", "no"), f'`sure_{first}` must be "yes" or "no", in quotes.'
    assert sure == ("yes" if line.p < 0.05 else "no"), (
        f"p is {line.p:.3f} since {first}: how often would luck alone give such a line?"
    )
