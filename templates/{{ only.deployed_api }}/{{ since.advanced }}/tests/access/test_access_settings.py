"""Settings that make no sense stop the service from starting, in one sentence."""

import pytest

from deployed_api.access import guard
from deployed_api.errors import UserError
from deployed_api.service import serve


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT", "often"),
        ("RATE_LIMIT", "20"),
        ("API_KEYS", "alice"),
        ("API_KEYS", "Alice:" + "0" * 64),
    ],
)
def test_a_senseless_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=name):
        serve.create_app()


def test_a_key_in_the_place_of_a_fingerprint_is_not_repeated(monkeypatch):
    monkeypatch.setenv("API_KEYS", "loans_the_key_itself")
    with pytest.raises(UserError) as told:
        serve.create_app()
    assert "loans_the_key" not in str(told.value)


def test_a_senseless_pause_is_named(monkeypatch):
    monkeypatch.setenv("FOLLOW", "soon")
    with pytest.raises(UserError, match="FOLLOW"):
        serve.create_app(serve.Settings(model="models:/deployed_api@champion"))


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("me", False)],
)
def test_an_address_is_known_to_be_this_computers(host, only_here):
    assert guard.local(host) == only_here
