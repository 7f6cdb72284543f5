"""A registry with a login is as good as an open one, and nobody gets to read the password."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from deployed_api import params, train
from deployed_api.service import registry, serve
from deployed_api.tracking import release, track

CHAMPION = f"models:/{track.NAME}@champion"


@pytest.fixture(scope="module", autouse=True)
def patch(result, tmp_path_factory):
    """Train once for all records, and know none of the logins of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("URI", "USERNAME", "PASSWORD", "TOKEN"):
            patch.delenv(f"MLFLOW_TRACKING_{name}", raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        patch.setattr(train, "train", lambda _: result)
        yield patch


@pytest.fixture(params=["address", "environment"])
def login(request, guarded, password, monkeypatch):
    """Let the login stand where one may put it."""
    if request.param == "address":
        guarded = guarded.replace("//", f"//alice:{quote(password, safe='')}@")
    else:
        monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "alice")
        monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", password)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", guarded)


def tells(text, password):
    return password in text or quote(password, safe="") in text


def test_a_run_is_tracked_released_and_served(login, capfd, monkeypatch, password):
    monkeypatch.setenv("FOLLOW", "3600")  # the test looks itself
    track.main([])
    settings = serve.Settings(model=CHAMPION)
    with TestClient(serve.create_app(settings)) as service:
        first = service.get("/ready").json()["model_version"]
        tracked = track.track(params.load()).version
        release.main(["pin", tracked])
        service.app.state.follower.look()
        second = service.get("/ready").json()["model_version"]
    release.main(["back"])
    assert (first != second, second) == (True, f"{track.NAME}/{tracked}")
    said = "".join(capfd.readouterr())
    assert "Recorded run" in said
    assert not tells(said, password)


@pytest.mark.parametrize("wrong", ["", "no-longer-right"])
def test_without_the_right_password_it_says_so(guarded, monkeypatch, capfd, tmp_path, wrong):
    if wrong:
        guarded = guarded.replace("//", f"//alice:{wrong}@")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", guarded)
    for verb in (track.main, release.main):
        with pytest.raises(SystemExit) as end:
            verb([])
        assert "MLflow at `http" in str(end.value)
        assert "no-longer-right" not in str(end.value)
    with pytest.raises(registry.RegistryError, match="wants a login"):
        registry.fetch(CHAMPION, guarded, tmp_path)
    assert "no-longer-right" not in "".join(capfd.readouterr())
