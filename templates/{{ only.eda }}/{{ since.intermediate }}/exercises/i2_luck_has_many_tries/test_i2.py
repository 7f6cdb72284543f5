"""Twelve claims about nothing, twenty times."""

from types import SimpleNamespace

import pytest

from eda import data
from eda.analysis import claims, evidence, yearly

FIRST = ["gales", "hurricanes", "major", "short", "longer", "share_hurricanes", "share_major"]
FIRST += ["life", "begins", "peak_months", "latitude", "energy"]


@pytest.fixture
def right(monkeypatch):
    """Count the records in which a claim passes; without intervals, which nobody asks for here."""
    unknown = SimpleNamespace(confidence_interval=(0.0, 0.0))
    monkeypatch.setattr(evidence.stats, "bootstrap", lambda *_, **__: unknown)
    study = data.study(data.load())
    known = {claim.name: claim for claim in yearly.CLAIMS}
    values = {name: known[name].figure(study) for name in FIRST}
    fixed = [yearly.Claim(name, name, lambda _, name=name: values[name].copy()) for name in FIRST]
    tables = [claims.ask(study, fixed, 999, nothing=seed).table for seed in range(1, 21)]
    passed = {key: sum((table[key] < 0.05).any() for table in tables) for key in ("p", "holm")}
    every = sum((table["p"] < 0.05).sum() for table in tables)
    return SimpleNamespace(by_p=passed["p"], by_holm=passed["holm"], every=every)


def test_i2(answers, right):
    for key in ("by_p", "by_holm", "if_unrelated"):
        assert type(answers[key]) is int, f"`{key}` must be a whole number, without quotes."
    assert answers["by_p"] != right.every, (
        f"`by_p` counts claims: {right.every}. Count the records that have at least one."
    )
    assert answers["by_p"] == right.by_p, (
        f"`by_p` is not {answers['by_p']}. Seeds from 1 to 20, `shuffles=999`, any p below 0.05?"
    )
    assert answers["by_holm"] == right.by_holm, (
        f"`by_holm` is not {answers['by_holm']}. Take the column `holm` of the same tables."
    )
    assert answers["if_unrelated"] != 60, (
        "0.05 times 12 counts a record twice in which two claims pass: 1 - 0.95 to the power of 12."
    )
    assert answers["if_unrelated"] == 46, (
        f"1 - 0.95 to the power of 12 is not {answers['if_unrelated']} per cent."
    )
    given = answers["why_less"]
    assert given in ("they overlap", "holm corrects it", "too few seasons"), (
        "`why_less` takes one of the three answers in answers.toml, in quotes."
    )
    assert given != "holm corrects it", "The p are less often small before Holm, too. Why?"
    assert given == "they overlap", (
        "A shuffle takes care of how many seasons there are. What do gales and longer have in"
        " common?"
    )
