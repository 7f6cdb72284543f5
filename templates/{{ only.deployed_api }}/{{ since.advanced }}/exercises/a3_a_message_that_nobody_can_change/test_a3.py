"""Signatures: the right one is taken, and nothing else."""

import hashlib
import hmac
import importlib
import secrets

import pytest
from written import written

from deployed_api import errors

SECRET, NOW, PATH, BODY = "loans_für alle", 1_800_000_000, "/predict", b'{"amount": 1000}'


def module():
    return written(errors, "access/signed.py", "sign", "genuine")


def right(secret=SECRET, moment=NOW, path=PATH, body=BODY):
    message = b"%d\n%s\n%s" % (moment, path.encode(), body)
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def genuine(signature, moment=NOW, **changed):
    given = {"secret": SECRET, "path": PATH, "body": BODY, "now": NOW} | changed
    found = module().genuine(
        given["secret"], signature, moment, given["path"], given["body"], given["now"]
    )
    assert type(found) is bool, f"`genuine` should return True or False, not `{found!r}`."
    return found


def test_the_parts_cannot_run_together():
    first = module().sign(SECRET, NOW, "/a", b"b")
    assert first != module().sign(SECRET, NOW, "/ab", b""), (
        "`/a` with the body `b` has the same signature as `/ab` with none."
    )


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"secret": "other"},
        {"moment": 0},
        {"path": "/predict/batch"},
        {"body": b""},
        {"body": b"\xff\n\x00"},
    ],
)
def test_the_signature(given):
    values = {"secret": SECRET, "moment": NOW, "path": PATH, "body": BODY} | given
    found = module().sign(*values.values())
    assert isinstance(found, str), f"A signature should be text, not `{type(found).__name__}`."
    about = ", ".join(f"{name} {value!r}" for name, value in values.items())
    assert found == right(**given), (
        f"For {about} the signature begins with {right(**given)[:8]}, yours with {found[:8]}."
    )


@pytest.mark.parametrize("body", [BODY, b"", b"\xff\x00"])
def test_what_is_right_is_taken(body):
    assert genuine(right(body=body), body=body), "A message with the right signature is refused."


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "loans_x"},
        {"path": "/explain"},
        {"body": b'{"amount": 9000}'},
        {"moment": NOW - 1},
    ],
)
def test_what_was_changed_is_refused(changed):
    assert not genuine(right(), **changed), (
        f"A message whose {next(iter(changed))} was changed is still taken."
    )


@pytest.mark.parametrize(
    "signature",
    ["", "0" * 64, right()[:-1], right() + "0", right()[:32], "ä" * 64, "\udcff", "\ud800", "\0"],
)
def test_nonsense_is_refused(signature):
    try:
        found = genuine(signature)
    except Exception as problem:
        kind = type(problem).__name__
        shown = ascii(signature[:12])[1:-1]
        pytest.fail(f"The signature `{shown}` leads to a {kind}, not to False.")
    assert not found, f"The signature `{ascii(signature[:12])[1:-1]}` is taken."


@pytest.mark.parametrize(("away", "taken"), [(0, 1), (300, 1), (-300, 1), (301, 0), (-301, 0)])
def test_the_moment(away, taken):
    found = genuine(right(moment=NOW + away), moment=NOW + away)
    when = f"{abs(away)} seconds {'after' if away > 0 else 'before'} now"
    assert found == bool(taken), (
        f"A message from {when} should be {'taken' if taken else 'refused'}."
    )


def test_the_time_it_takes_tells_nothing(monkeypatch):
    compared, plain = [], hmac.compare_digest

    def noted(one, other):
        compared.append(1)
        return plain(one, other)

    signed = module()
    for library in (hmac, secrets):
        monkeypatch.setattr(library, "compare_digest", noted)
    importlib.reload(signed)
    genuine("0" * 64)
    assert compared, "The signatures are not compared with `hmac.compare_digest`."
