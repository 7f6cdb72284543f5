"""A challenger answers its share, is watched in the shadow, and goes home when it fails."""

import os
import re
import time

import pytest
from fastapi.testclient import TestClient

from deployed_api import train
from deployed_api.access import keys
from deployed_api.drills import stage
from deployed_api.errors import UserError
from deployed_api.operations import cases
from deployed_api.params import Params
from deployed_api.rollout import canary, contest
from deployed_api.service import engine, follow, schema, serve, settings
from deployed_api.tracking import export

PATIENCE = 600

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""


@pytest.fixture(scope="session")
def exported(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, result.params, result.metrics, folder)
    return folder


@pytest.fixture(scope="session")
def unseen():
    return cases.test(42)


@pytest.fixture(scope="module")
def rivals(unseen, tmp_path_factory):
    """Return two more exported models: one much like the first, and one that knows nothing."""
    found = {}
    for name, caution in {"alike": 0.8, "ignorant": 0.00001}.items():
        settings = Params(42, "logistic_regression", {"C": caution})
        learn = train.data.split(train.data.load(), 42).train
        folder = found[name] = tmp_path_factory.mktemp(name)
        export.write(train.fit(train.estimator(settings), learn), settings, {}, folder)
    return found


@pytest.fixture
def start(exported, rivals, monkeypatch):
    """Return a function: start a service with this challenger and these settings."""
    clients = []

    def begin(rival, **settings):
        monkeypatch.setenv("CHALLENGER", str(rivals[rival] / "model.onnx"))
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
        clients.append(TestClient(app))
        client = clients[-1].__enter__()
        until(lambda: app.state.slot.second or app.state.slot.missing)
        return client

    yield begin
    for client in clients:
        client.__exit__(None, None, None)


def until(happened):
    end = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert happened()


def versions(client, bodies, **headers):
    said = [client.post("/predict", json=body, headers=headers).json() for body in bodies]
    return [answer["model_version"] for answer in said]


def names(client):
    status = client.get("/canary").json()
    return status["champion"], status["challenger"]


def test_in_the_shadow_everybody_hears_the_champion(start, unseen):
    client = start("alike")
    champion, challenger = names(client)
    assert champion != challenger
    assert set(versions(client, cases.bodies(unseen.head(20)))) == {champion}
    until(lambda: client.get("/canary").json()["compared"] == 20)
    status = client.get("/canary").json()
    assert status["mean_distance"] < 0.01
    assert (status["errors"], status["stopped"]) == (0, "")


def test_the_canary_is_a_share_and_the_same_loan_sticks_to_its_version(start, unseen):
    client = start("alike", CANARY="0.3")
    champion, challenger = names(client)
    bodies = cases.bodies(unseen.head(200))
    first = versions(client, bodies)
    assert versions(client, bodies) == first
    assert 30 <= first.count(challenger) <= 90
    assert first.count(champion) + first.count(challenger) == 200


def test_with_keys_each_caller_sticks_to_a_version(start, unseen):
    crowd = [f"caller-{number}" for number in range(40)]
    given = ",".join(f"{name}:{keys.fingerprint(name)}" for name in crowd)
    client = start("alike", CANARY="0.5", API_KEYS=given, RATE_LIMIT="")
    seen = {}
    for name in crowd:
        found = versions(client, cases.bodies(unseen.head(3)), Authorization=f"Bearer {name}")
        assert len(set(found)) == 1
        seen[name] = found[0]
    assert len(set(seen.values())) == 2


def test_whoever_is_in_at_five_percent_is_still_in_at_ten():
    crowd = [str(number) for number in range(2000)]
    few, many = ({name for name in crowd if canary.drawn(name, s)} for s in (0.05, 0.1))
    assert few < many
    assert 60 <= len(few) <= 140


def test_a_challenger_that_disagrees_too_often_goes_home(start, unseen):
    client = start("ignorant", CANARY="0.001", CANARY_LEAST="50")
    champion, _ = names(client)
    bodies = cases.bodies(unseen.head(150))
    client.post("/predict/batch", json={"items": bodies})
    until(lambda: client.get("/canary").json()["stopped"])
    assert "decisions differ" in client.get("/canary").json()["stopped"]
    assert client.get("/canary").json()["share"] == 0
    assert set(versions(client, bodies)) == {champion}


def test_a_challenger_that_fails_is_caught_and_goes_home(start, unseen):
    client = start("alike", CANARY="1", SHADOW="0", CANARY_ERRORS="2")
    champion, challenger = names(client)
    second = client.app.state.slot.second
    second.predict = lambda rows: 1 / 0
    bodies = cases.bodies(unseen.head(5))
    assert versions(client, bodies) == [champion] * 5
    status = client.get("/canary").json()
    assert status["errors"] == 3
    assert "3 errors" in status["stopped"]
    assert "division by zero" in status["stopped"]


@pytest.mark.parametrize("answers_first", [0, 1, 2])
def test_one_answer_never_mixes_two_models(start, exported, unseen, monkeypatch, answers_first):
    """Wherever the challenger fails, line, reasons and typical loan are the champion's."""
    client = start("alike", CANARY="1", SHADOW="0")
    duel = client.app.state.slot
    monkeypatch.setitem(duel.second.about.extra, "threshold", 0.0)  # it would refuse everybody
    monkeypatch.setitem(duel.second.about.profile["time"], "typical", 120.0)
    sound, asked = duel.second.predict, []

    def fails_later(rows):
        asked.append(rows)
        return sound(rows) if len(asked) <= answers_first else 1 / 0

    expected = schema.explain(duel.engine, schema.Request.model_validate(stage.EXAMPLE))
    assert expected.decision == "accept"
    monkeypatch.setattr(duel.second, "predict", fails_later)
    assert client.post("/explain", json=stage.EXAMPLE).json() == expected.model_dump(mode="json")
    if not answers_first:
        answer = client.post("/predict", json=stage.EXAMPLE).json()
        assert (answer["decision"], answer["model_version"]) == ("accept", expected.model_version)


def test_explanations_and_batches_come_from_one_version_too(start, unseen):
    client = start("alike", CANARY="1")
    _, challenger = names(client)
    (body,) = cases.bodies(unseen.head(1))
    assert client.post("/explain", json=body).json()["model_version"] == challenger
    batch = client.post("/predict/batch", json={"items": [body] * 3}).json()
    assert {batch["model_version"]} | {a["model_version"] for a in batch["answers"]} == {challenger}


def test_a_champion_need_not_fight_itself(start, exported, rivals, unseen):
    rivals["itself"] = exported
    client = start("itself", CANARY="1")
    versions(client, cases.bodies(unseen.head(5)))
    assert client.get("/canary").json()["share"] == 0
    assert client.get("/canary").json()["compared"] == 0


def test_a_challenger_that_is_not_there_leaves_the_champion_alone(start, rivals, tmp_path):
    rivals["gone"] = tmp_path
    client = start("gone", CANARY="1")
    assert "does not exist" in client.get("/canary").json()["problem"]
    assert client.post("/predict", json=stage.EXAMPLE).status_code == 200


def test_a_champion_that_is_not_there_is_explained_although_the_challenger_is(
    rivals, monkeypatch, tmp_path
):
    monkeypatch.setenv("CHALLENGER", str(rivals["alike"] / "model.onnx"))
    app = serve.create_app(serve.Settings(model=str(tmp_path / "model.onnx")))
    with TestClient(app) as client:
        until(lambda: app.state.slot.second)
        assert "does not exist" in client.get("/ready").json()["detail"]


def test_each_version_is_counted_for_prometheus(start, unseen):
    client = start("alike", CANARY="0.5")
    versions(client, cases.bodies(unseen.head(40)))
    text = client.get("/metrics").text
    for who in ("champion", "challenger"):
        (count,) = re.findall(rf'canary_seconds_count{{who="{who}"}} (\S+)', text)
        answers = re.findall(rf'canary_answers_total{{decision="\w+",who="{who}"}} (\S+)', text)
        assert float(count) == sum(map(float, answers)) > 0
    assert "canary_stopped 0.0" in text


def test_a_full_queue_is_counted_and_nobody_waits(start, unseen, monkeypatch):
    client = start("alike")
    monkeypatch.setattr(canary, "WAITING", 0)
    versions(client, cases.bodies(unseen.head(3)))
    assert client.get("/canary").json()["dropped"] == 3


def test_a_new_challenger_begins_anew(start, rivals):
    client = start("ignorant")
    duel = client.app.state.slot
    duel.contest.stopped = "enough"
    alike = duel._theirs.model_copy(update={"model": str(rivals["alike"] / "model.onnx")})
    duel._theirs = alike
    duel.look()
    assert duel.open()
    assert duel.second.version == engine.load(rivals["alike"] / "model.onnx").version


def test_a_challenger_that_cannot_be_read_for_a_while_goes_on_afterwards(start, rivals, tmp_path):
    client = start("alike")
    duel, theirs = client.app.state.slot, client.app.state.slot._theirs
    duel._theirs = theirs.model_copy(update={"model": str(tmp_path / "model.onnx")})
    duel.look()
    assert "does not exist" in client.get("/canary").json()["problem"]
    assert duel.open(), "the challenger in memory is as good as before"
    duel._theirs = theirs
    duel.look()
    status = client.get("/canary").json()
    assert (status["problem"], status["stopped"]) == ("", "")


def test_a_new_challenger_that_cannot_answer_leaves_a_closed_contest_closed(
    start, rivals, monkeypatch
):
    client = start("ignorant")
    duel = client.app.state.slot
    duel.contest.stopped = "enough"
    duel._theirs = duel._theirs.model_copy(update={"model": str(rivals["alike"] / "model.onnx")})
    monkeypatch.setattr(engine.Engine, "predict", lambda *_: 1 / 0)
    duel.look()
    status = client.get("/canary").json()
    assert status["stopped"] == "enough"
    assert "cannot answer" in status["problem"]


def test_the_thread_goes_on_after_a_failure_that_nobody_thought_of(start, monkeypatch):
    client = start("alike", FOLLOW="0.01")
    duel = client.app.state.slot

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(follow, "newer", full)
        until(lambda: "No space left" in duel.missing)
    until(lambda: not duel.missing)


def test_without_a_challenger_there_is_no_canary(exported):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        assert client.get("/canary").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("CANARY", "2"), ("SHADOW", "much"), ("CANARY_DISAGREEMENT", "-1")]
)
def test_a_senseless_rule_is_named(monkeypatch, name, value):
    monkeypatch.setenv("CHALLENGER", "somewhere")
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=name):
        settings.load(contest.Rules)


def test_a_few_errors_are_forgiven():
    held = contest.Contest(contest.Rules(canary_errors=2))
    for _ in range(2):
        held.fail(ValueError("once"))
    assert not held.stopped
    held.fail(ValueError(""))
    assert held.stopped
