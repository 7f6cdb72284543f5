"""The service tells its model's scores, or says why it cannot."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from deployed_api import app, data


@pytest.fixture
def client():
    return TestClient(app.create_app(Path("nowhere.skops")), raise_server_exceptions=False)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes the file with the scores into an empty folder."""
    monkeypatch.setattr(data, "ROOT", tmp_path)

    def scores(text):
        (tmp_path / "reports").mkdir(exist_ok=True)
        (tmp_path / "reports" / "metrics.json").write_text(text, encoding="utf-8")

    return scores


def metrics(roc_auc, log_loss):
    other = {"test_roc_auc": 0.1, "cv_roc_auc_std": 0.2, "baseline_majority_roc_auc": 0.5}
    return json.dumps(other | {"cv_roc_auc_mean": roc_auc, "cv_log_loss_mean": log_loss})


def test_it_tells_the_scores(client, write):
    for roc_auc, log_loss in ((0.75, 0.5), (0.8125, 0.25)):
        write(metrics(roc_auc, log_loss))
        answer = client.get("/about")
        assert answer.status_code != 404, "There is no `GET /about` yet."
        assert answer.status_code == 200, f"With scores, `/about` answers {answer.status_code}."
        found, right = answer.json(), {"roc_auc": roc_auc, "log_loss": log_loss}
        assert found == right, f"`/about` should say {right} after the last training, not {found}."


def test_without_scores(client, write):
    answer = client.get("/about")
    assert answer.status_code == 503, (
        f"Without `reports/metrics.json`, `/about` answers {answer.status_code} instead of 503."
    )
    assert len(str(answer.json().get("detail", ""))) > 10, "The 503 should come with a sentence."


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"cv_roc_auc_mean": 0.8}'])
def test_damaged_scores(client, write, text):
    write(text)
    answer = client.get("/about")
    assert answer.status_code == 503, (
        f"With `{text}` as metrics.json, `/about` answers {answer.status_code} instead of 503."
    )


def test_it_is_documented(client):
    told = client.get("/openapi.json").json()
    assert "/about" in told["paths"], "`/openapi.json` does not list `/about`."
    content = told["paths"]["/about"]["get"]["responses"]["200"]["content"]["application/json"]
    assert "$ref" in content["schema"], "The answer of `/about` has no class: write one."
