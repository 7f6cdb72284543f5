"""Names are never kept, and what is missing is counted as missing."""

from fastapi.testclient import TestClient

from titanic.operations import cases, requestlog
from titanic.service import serve

WOMAN = {"pclass": 1, "sex": "female", "name": "Doe, Mrs. Jane"}


def test_no_name_is_in_the_log_or_in_a_metric(exported, log):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        answer = client.post("/predict", json=WOMAN).json()
        text = client.get("/metrics").text
    (entry,), _ = requestlog.read(log)
    assert entry["answer"] == answer
    assert entry["asked"]["sex"] == "female"
    assert "Doe" not in log.read_text()
    assert "Doe" not in text
    assert 'column="name"' not in text


def test_an_unknown_age_is_counted_as_missing(app, unseen):
    with TestClient(app) as client:
        client.post("/predict/batch", json={"items": cases.bodies(unseen)})
        text = client.get("/metrics").text
    missing = float(unseen["age"].isna().sum())
    assert f'model_values_total{{bin="missing",column="age"}} {missing}' in text
