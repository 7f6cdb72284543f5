"""What the service counts is what happened, and strangers cannot make it count more."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from deployed_api import data
from deployed_api.access import gate, keys
from deployed_api.drills import stage
from deployed_api.operations import bins, cases
from deployed_api.service import serve


@pytest.fixture
def client(exported):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app, raise_server_exceptions=False) as asks:
        yield asks


def counted(client, name, **labels):
    """Return the sum of all samples of a metric that have these labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return sum(s.value for s in samples if labels.items() <= s.labels.items())


def test_every_request_is_counted_once_under_its_route_and_status(client):
    client.post("/predict", json=stage.EXAMPLE)
    client.post("/predict", json=stage.EXAMPLE | {"time": 0})
    ask = ("http_requests_total", "http_request_seconds_count")
    assert counted(client, ask[0], route="/predict", status="200") == 1
    assert counted(client, ask[0], route="/predict", status="422") == 1
    assert counted(client, ask[1], route="/predict") == 2


def test_the_counts_want_no_key_and_name_nobody(exported, monkeypatch):
    monkeypatch.setenv("API_KEYS", f"alice:{keys.fingerprint('hers')}")
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as asks:
        hers = {"Authorization": "Bearer hers"}
        assert asks.post("/predict", json=stage.EXAMPLE, headers=hers).status_code == 200
        assert asks.post("/predict", json=stage.EXAMPLE).status_code == 401
        assert counted(asks, "http_requests_total", route="/predict") == 1
        assert "alice" not in asks.get("/metrics").text
    readme = (data.ROOT / "README.md").read_text(encoding="utf-8")
    assert [path for path in gate.OPEN if f"`{path}`" not in readme and "v2" not in path] == []


def test_paths_that_do_not_exist_share_one_label(client):
    for number in range(20):
        client.get(f"/attempt/{number}")
    assert counted(client, "http_requests_total", route="other", status="404") == 20


def test_a_request_that_breaks_is_counted_as_an_error(client, monkeypatch):
    monkeypatch.setattr(serve.schema, "answer", lambda *_: 1 / 0)
    assert client.post("/predict", json=stage.EXAMPLE).status_code == 500
    assert counted(client, "http_requests_total", route="/predict", status="500") == 1


def test_each_row_of_a_batch_lands_in_one_bin_of_every_column(client, unseen):
    client.post("/predict/batch", json={"items": cases.bodies(unseen)})
    for column in ("amount", "income", "job", "records", "probability"):
        assert counted(client, "model_values_total", column=column) == len(unseen)
    assert counted(client, "model_answers_total", field="decision") == len(unseen)
    missing = counted(client, "model_values_total", column="income", bin=bins.MISSING)
    assert missing == unseen["income"].isna().sum()


def test_the_shares_of_the_training_data_add_up_to_one(client):
    for column in ("amount", "income", "job", "records", "probability"):
        total = counted(client, "model_reference_share", column=column)
        assert total == pytest.approx(1, abs=0.001)


def test_what_is_kept_from_the_model_is_in_no_metric(client):
    client.post("/predict", json=stage.EXAMPLE)
    text = client.get("/metrics").text
    assert 'column="age"' not in text
    assert 'column="marital"' not in text


def test_without_a_model_there_is_no_model_info(tmp_path):
    app = serve.create_app(serve.Settings(model=str(tmp_path / "nowhere.onnx")))
    with TestClient(app) as asks:
        assert asks.get("/metrics").status_code == 200
        assert counted(asks, "model_info") == 0


@pytest.mark.parametrize(
    ("edges", "value", "label"),
    [
        ([1, 2], 1, "up to 1"),
        ([1, 2], 2, "2"),
        ([1, 2], 3, "above 2"),
        ([1, 5], 3, "2 to 5"),
        ([0.125, 0.25], 0.2, "0.12 to 0.25"),
        ([0.1251, 0.1252, 0.2], 0.12515, "0.1251 to 0.1252"),
        ([], 7, "any"),
        ([1, 2], None, bins.MISSING),
        ([1.0, 2.0], float("nan"), bins.MISSING),
    ],
)
def test_a_value_lands_in_the_bin_that_the_profile_means(edges, value, label):
    share = 1 / (len(edges) + 1)
    shares = [share] * (len(edges) + 1)
    column = bins.Bins({"kind": "number", "missing": 0.0, "edges": edges, "shares": shares})
    assert column.labels[column.place(value)] == label


def test_a_word_that_training_never_saw_is_other():
    column = bins.Bins({"kind": "text", "missing": 0.5, "shares": {"S": 1.0}})
    assert column.labels[column.place("X")] == bins.OTHER
    assert dict(zip(column.labels, column.shares, strict=True))["S"] == 0.5
