"""The gate for releases works with a registry that wants a login."""

from urllib.parse import quote

import pytest

from deployed_api import params, train
from deployed_api.operations import promote
from deployed_api.tracking import track


@pytest.mark.parametrize("inside", [True, False])
def test_a_contest_is_held_at_a_registry_with_a_login(
    guarded, password, result, monkeypatch, tmp_path, capfd, inside
):
    monkeypatch.setattr(train, "train", lambda _: result)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "alice")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "not this one" if inside else password)
    login = f"//alice:{quote(password, safe='')}@" if inside else "//"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", guarded.replace("//", login))
    for _ in range(2):
        tracked = track.track(params.load())
    with pytest.raises(SystemExit) as end:  # the same model again is no better
        promote.main(["--version", tracked.version, "--reports", str(tmp_path)])
    assert end.value.code == promote.REFUSED
    said = "".join(capfd.readouterr())
    assert "stays the champion" in said
    assert password not in said
    assert quote(password, safe="") not in said
