"""What the service says about its reasons adds up."""

import pytest


def test_reasons_add_up_to_the_answer(client, example):
    told = client.post("/explain", json=example).json()
    alone = client.post("/predict", json=example).json()["probability"]
    assert told["probability"] == alone != pytest.approx(told["typical"])
    total = told["typical"] + sum(reason["share"] for reason in told["reasons"])
    assert total == pytest.approx(told["probability"], abs=1e-6)
    strengths = [abs(reason["share"]) for reason in told["reasons"]]
    assert strengths == sorted(strengths, reverse=True)


def test_what_is_typical_needs_no_reasons(client, example):
    told = client.post("/explain", json=example).json()
    (typical,) = (told[name] for name in told if name.startswith("typical_"))
    told = client.post("/explain", json=typical).json()
    assert told["probability"] == pytest.approx(told["typical"], abs=1e-6)
    assert all(abs(reason["share"]) < 1e-6 for reason in told["reasons"])
