"""What is counted and logged are tastes in figures, and nobody's films."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from recommender.operations import cases, requestlog
from recommender.service import facts, schema, serve

ASKED = schema.Request.model_config["json_schema_extra"]["examples"][0]


@pytest.fixture
def client(exported):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app, raise_server_exceptions=False) as asks:
        yield asks


def counted(client, name, **labels):
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return sum(s.value for s in samples if labels.items() <= s.labels.items())


def test_everybody_with_ratings_is_answered_by_them(client, unseen):
    client.post("/predict/batch", json={"items": cases.bodies(unseen.head(50))})
    assert counted(client, "model_answers_total", field="basis", answer="ratings") == 50


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


def test_a_request_is_one_line_with_its_taste_and_without_its_films(exported, log):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        told = client.post("/predict", json=ASKED | {"user": 42}).json()
    (entry,), _ = requestlog.read(log)
    assert entry["asked"]["stars"] > 3
    assert entry["answer"] == {key: told[key] for key in ("basis", "novelty", "model_version")}
    text = log.read_text()
    assert told["films"][0]["title"] not in text
    assert not {"user", "ratings", "films"} & {*entry["asked"], *entry["answer"]}
