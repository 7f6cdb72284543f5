"""What the service counts is what happened: tastes in figures, and nobody's films."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from recommender.operations import cases
from recommender.service import facts, schema, serve, tastes

ASKED = schema.Request.model_config["json_schema_extra"]["examples"][0]


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
    client.post("/predict", json=ASKED)
    client.post("/predict", json=ASKED | {"n": 0})
    assert counted(client, "http_requests_total", route="/predict", status="200") == 1
    assert counted(client, "http_requests_total", route="/predict", status="422") == 1
    assert counted(client, "http_request_seconds_count", route="/predict") == 2


def test_paths_that_do_not_exist_share_one_label(client):
    for number in range(20):
        client.get(f"/attempt/{number}")
    assert counted(client, "http_requests_total", route="other", status="404") == 20


def test_a_request_that_breaks_is_counted_as_an_error(client, monkeypatch):
    monkeypatch.setattr(serve.schema, "answer", lambda *_: 1 / 0)
    assert client.post("/predict", json=ASKED).status_code == 500
    assert counted(client, "http_requests_total", route="/predict", status="500") == 1


def test_each_person_of_a_batch_lands_in_one_bin_of_every_fact(client, people):
    client.post("/predict/batch", json={"items": cases.bodies(people.head(50))})
    for column in (*tastes.NAMES, "novelty"):
        assert counted(client, "model_values_total", column=column) == 50, column
    assert counted(client, "model_answers_total", field="basis", answer="ratings") == 50


def test_the_shares_of_the_training_data_add_up_to_one(client):
    for column in (*tastes.NAMES, "novelty"):
        total = counted(client, "model_reference_share", column=column)
        assert total == pytest.approx(1, abs=0.001)


def test_the_facts_of_a_request_are_figures_about_its_films(client):
    client.post("/predict", json=ASKED)
    found = facts.of(schema.Request.model_validate(ASKED))
    assert found["rated"] == 5
    assert found["stars"] == pytest.approx(4.0)
    assert 1980 < found["year"] < 2000
    assert found["sci-fi"] == pytest.approx(3 / 5)
    assert set(found) == facts.NAMES


def test_a_second_application_without_a_model_does_not_disturb_the_first(client, tmp_path):
    serve.create_app(serve.Settings(model=str(tmp_path / "nowhere.onnx")))
    assert client.post("/predict", json=ASKED).status_code == 200
    assert facts.of(schema.Request.model_validate(ASKED))["rated"] == 5


def test_somebody_without_films_has_no_taste_yet(client):
    client.post("/predict", json={})
    assert counted(client, "model_values_total", column="year", bin="missing") == 1
    assert counted(client, "model_answers_total", field="basis", answer="everybody") == 1


def test_a_known_user_is_counted_by_their_history(client):
    client.post("/predict", json={"user": 42})
    assert facts.of(schema.Request(user=42))["rated"] == 70


def test_no_film_and_no_user_is_in_any_metric(client):
    client.post("/predict", json=ASKED | {"user": 42})
    text = client.get("/metrics").text
    assert "Toy Story" not in text
    assert 'column="user"' not in text


def test_without_a_model_there_is_no_model_info(tmp_path):
    app = serve.create_app(serve.Settings(model=str(tmp_path / "nowhere.onnx")))
    with TestClient(app) as asks:
        assert asks.get("/metrics").status_code == 200
        assert counted(asks, "model_info") == 0
