"""Which score stays the same if the forecasts do?"""

import pytest

from time_series import data, evaluate, models


def test_b2(answers):
    whole = data.load()

    def scores(rides, skip=0):
        cuts = evaluate.origins(len(rides), skip)
        found = evaluate.backtest(models.build("weekly_naive"), rides, cuts)
        return evaluate.scores(found).mean()

    whole_scores, short_scores = scores(whole), scores(whole["2010":])
    right = {"mase_whole": whole_scores["mase"], "mase_from_2010": short_scores["mase"]}
    right["smape_from_2010"] = short_scores["smape"]
    before = scores(whole, skip=evaluate.ORIGINS)
    for key, value in right.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given != pytest.approx(before["mase"], abs=0.002), (
            f"`{key}` is that of the year before. Take the last 26 origins, without `skip`."
        )
        assert given == pytest.approx(value, abs=0.002), (
            f"`{key}` is not {given}. Is it the mean over the 26 origins, of the right series?"
        )
    assert answers["fair"] in ("mase", "smape"), '`fair` takes "mase" or "smape", in quotes.'
    assert answers["fair"] == "smape", (
        f"The same forecasts got a MASE of {whole_scores['mase']:.2f} and of"
        f" {short_scores['mase']:.2f}. Can it compare what was learned from pasts of two lengths?"
    )
