"""What is kept from the model is kept from the counts, and so are the callers."""

from fastapi.testclient import TestClient

from deployed_api.access import keys
from deployed_api.drills import stage
from deployed_api.operations import cases, requestlog
from deployed_api.service import serve


def test_a_request_is_logged_as_it_was_asked(exported, log):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        client.post("/predict", json=stage.EXAMPLE)
    (entry,), _ = requestlog.read(log)
    assert entry["asked"] == stage.EXAMPLE


def test_what_is_kept_from_the_model_is_in_no_metric(app, unseen):
    with TestClient(app) as client:
        client.post("/predict/batch", json={"items": cases.bodies(unseen)})
        text = client.get("/metrics").text
    assert 'column="age"' not in text
    assert 'column="marital"' not in text
    missing = float(unseen["income"].isna().sum())
    assert f'model_values_total{{bin="missing",column="income"}} {missing}' in text


def test_the_counts_want_no_key_and_name_nobody(exported, monkeypatch):
    monkeypatch.setenv("API_KEYS", f"alice:{keys.fingerprint('hers')}")
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as asks:
        hers = {"Authorization": "Bearer hers"}
        assert asks.post("/predict", json=stage.EXAMPLE, headers=hers).status_code == 200
        assert asks.post("/predict", json=stage.EXAMPLE).status_code == 401
        text = asks.get("/metrics").text
    for status in (200, 401):  # one answer, one refusal
        labels = f'handler="/predict",status="{status}"'
        assert f"http_requests_total{{{labels}}} 1.0" in text
    assert "alice" not in text
