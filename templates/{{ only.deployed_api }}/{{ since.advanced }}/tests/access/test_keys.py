"""Keys: made once, kept as fingerprints, rotated and revoked."""

import json
import os
from datetime import timedelta

import pytest

from deployed_api.access import keys


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "secrets" / "keys.json"
    monkeypatch.setenv("API_KEYS_FILE", str(path))
    return path


@pytest.fixture
def impatient(monkeypatch):
    """Look at the file at every request."""
    monkeypatch.setattr(keys, "LOOK", 0)


def taken():
    return keys.Ring.of(os.environ.get("API_KEYS", ""), os.environ["API_KEYS_FILE"])


def made(capsys, *words):
    keys.main(list(words))
    return capsys.readouterr().out.splitlines()[0]


def test_a_key_is_printed_once_and_only_its_fingerprint_is_kept(file, capsys):
    secret = made(capsys, "add", "alice")
    assert secret.startswith(keys.PREFIX)
    text = file.read_text()
    assert secret not in text
    assert keys.fingerprint(secret) in text
    assert file.stat().st_mode & 0o077 == 0
    keys.main(["list"])
    shown = capsys.readouterr().out
    assert "alice" in shown
    assert secret not in shown


def test_no_two_keys_are_alike(file, capsys):
    assert made(capsys, "add", "alice") != made(capsys, "add", "alice")


def test_a_ring_knows_the_owner_of_a_key(file, capsys):
    secret = made(capsys, "add", "alice")
    ring = taken()
    assert ring.closed
    assert ring.find(secret).name == "alice"
    for wrong in ("", "x", secret[:-1], secret + "x", keys.fingerprint(secret), "é" * 50):
        assert ring.find(wrong) is None


def test_a_key_may_run_out(file, capsys, monkeypatch):
    secret = made(capsys, "add", "alice", "--days", "1")
    ring = taken()
    assert ring.find(secret)
    later = keys.now() + timedelta(days=2)
    monkeypatch.setattr(keys, "now", lambda: later)
    assert ring.find(secret) is None
    keys.main(["list"])
    assert "(over)" in capsys.readouterr().out


def test_a_running_service_notices_new_and_revoked_keys(file, capsys, impatient):
    ring = taken()
    assert not ring.closed
    secret = made(capsys, "add", "alice")
    assert ring.find(secret).name == "alice"
    assert ring.closed
    made(capsys, "revoke", "alice")
    assert ring.find(secret) is None
    assert ring.closed, "without keys, nobody: the service does not open again"


def test_after_a_rotation_both_keys_are_taken_for_a_while(file, capsys, monkeypatch):
    old, other = made(capsys, "add", "alice"), made(capsys, "add", "bob")
    new = made(capsys, "rotate", "alice", "--grace", "3")
    ring = taken()
    assert all(ring.find(secret) for secret in (old, new, other))
    later = keys.now() + timedelta(days=4)
    monkeypatch.setattr(keys, "now", lambda: later)
    assert [bool(ring.find(secret)) for secret in (old, new, other)] == [False, True, True]


def test_one_of_several_keys_is_revoked_by_its_id(file, capsys):
    first, second = made(capsys, "add", "alice"), made(capsys, "add", "alice")
    keys.main(["revoke", keys.fingerprint(first)[:8]])
    ring = taken()
    assert ring.find(first) is None
    assert ring.find(second)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["revoke", "nobody"], "no key `nobody`"),
        (["rotate", "nobody"], "has no key"),
        (["add", "No Name"], "no name for a key"),
        (["add", "alice", "--days", "1e10"], "36,500 days"),
        (["add", "alice", "--days", "nan"], "not for nan"),
        (["add", "alice", "--days=-1"], "not for -1"),
        (["rotate", "alice", "--grace", "inf"], "not for inf"),
    ],
)
def test_what_cannot_be_done_is_explained(file, words, reason):
    with pytest.raises(SystemExit, match=reason):
        keys.main(words)


def test_without_keys_the_list_says_how_to_make_one(file, capsys):
    keys.main(["list"])
    assert "uv run keys add" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"keys": [{"name": "alice"}]}',
        '{"keys": [{"name": "alice", "sha256": "short"}]}',
        json.dumps({"keys": [{"name": "alice", "sha256": "0" * 64, "until": "soon"}]}),
    ],
)
def test_a_damaged_list_stops_the_start_and_leaves_a_running_service_as_it_is(
    file, capsys, impatient, text
):
    secret = made(capsys, "add", "alice")
    ring = taken()
    file.write_text(text)
    assert ring.find(secret).name == "alice"
    with pytest.raises(keys.KeysError):
        taken()


def test_keys_may_come_from_the_environment(file, monkeypatch):
    monkeypatch.setenv("API_KEYS", f"ci:{keys.fingerprint('one')},bob:{keys.fingerprint('two')}")
    ring = taken()
    assert (ring.find("one").name, ring.find("two").name) == ("ci", "bob")
