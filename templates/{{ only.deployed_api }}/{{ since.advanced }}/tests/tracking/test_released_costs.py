"""The costs of mistakes are released with the model, and the card shows how far luck reaches."""

import json

import yaml

from deployed_api import data
from deployed_api.analysis import scoring
from deployed_api.service import engine
from deployed_api.tracking import card, export


def test_other_costs_mean_another_release_but_no_other_model():
    stages = yaml.safe_load((data.ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert "costs.yaml" in stages["export"]["deps"]
    assert "costs.yaml" not in stages["train"]["deps"]


def test_the_card_rounds_the_baselines_as_training_prints_them(result, tmp_path):
    _, about = export.write(result.model, result.params, result.metrics, tmp_path)
    text = card.render(card.WORDS.read_text(encoding="utf-8"), engine.describe(about))
    for key in ("baseline_majority_accuracy", "baseline_majority_log_loss"):
        assert f"| `{key}` | {result.metrics[key]:.3f} |" in text


def test_the_costs_travel_with_the_model(result, tmp_path, monkeypatch):
    monkeypatch.setattr(scoring, "costs", lambda: scoring.Costs(1, 3))
    files = export.write(result.model, result.params, result.metrics, tmp_path)
    about = json.loads(files[1].read_text(encoding="utf-8"))
    line = {"good_refused": 1, "bad_accepted": 3}
    assert about["extra"] == {"costs": line, "threshold": 0.25}
