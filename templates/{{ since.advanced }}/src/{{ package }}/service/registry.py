"""Fetch an exported model from MLflow's model registry, by alias or by version number.

A server is asked over plain HTTP, so that a small image can do without MLflow; a local store
(`sqlite:///mlflow.db`) needs the library. A login is looked for where MLflow does: in the address,
in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, in ~/.mlflow/credentials, in
MLFLOW_TRACKING_TOKEN.
"""

import configparser
import json
import logging
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UserError
from .redaction import redacted

if TYPE_CHECKING:
    from mlflow import MlflowClient

FILES = ("model.onnx", "model.json")
CREDENTIALS = "~/.mlflow/credentials"
UNREADABLE = f"`{CREDENTIALS}` cannot be read: it must be a list of settings below `[mlflow]`."
FOLDER = "onnx"  # where `track` puts them among the artifacts of a run
TIMEOUT = 10  # seconds for one request
_REFERENCE = re.compile(r"models:/(?P<name>[^/@]+)(@(?P<alias>[\w.-]+)|/(?P<version>\d+))")


class RegistryError(UserError):
    """A registry that cannot be reached, or that does not know the model."""


class _Version(NamedTuple):
    number: str
    run: str  # whose artifacts hold the model


class _Server(NamedTuple):
    url: str  # without the login that may stand in it
    authorization: str  # the header; empty if there is no login


def is_reference(model: str) -> bool:
    """Say whether this names a registered model, as in `models:/name@alias`, and not a file."""
    return model.startswith("models:/")


def fetch(reference: str, tracking_uri: str, folder: Path) -> tuple[Path, str]:
    """Download the exported model below `folder`; return its path and a version to show.

    Raises RegistryError if the registry cannot be reached or knows no such model.
    """
    parts = _parts(reference)
    with _explained(reference):
        found = _find(parts, tracking_uri)
        download = _from_server if _is_server(tracking_uri) else _from_store
        where = download(found.run, tracking_uri, folder)
    return where / FILES[0], f"{parts['name']}/{found.number}"


def version_of(reference: str, tracking_uri: str) -> str:
    """Return the version that a reference means by now, named as `fetch` does; downloads nothing.

    Raises RegistryError as `fetch` does.
    """
    parts = _parts(reference)
    with _explained(reference):
        return f"{parts['name']}/{_find(parts, tracking_uri).number}"


def _parts(reference: str) -> dict[str, str]:
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise RegistryError(
            f"`{reference}` must look like `models:/name@alias` or `models:/name/3`."
        )
    return parts.groupdict()


@contextmanager
def _explained(reference: str) -> Iterator[None]:
    """Turn whatever a registry can fail at into a RegistryError.

    It does not name the registry: strangers get to read it.
    """
    try:
        yield
    except urllib.error.HTTPError as problem:
        raise RegistryError(redacted(f"`{reference}`: {_said(problem)}.")) from None
    except OSError as problem:
        cause = getattr(problem, "reason", problem)
        raise RegistryError(redacted(f"The registry cannot be reached: {cause}.")) from None
    except HTTPException as problem:  # an answer that breaks off is neither of the others
        raise RegistryError(redacted(f"The registry broke off: {problem!r}.")) from None
    except configparser.Error:  # it would show the line, with the password
        raise RegistryError(UNREADABLE) from None
    except (ValueError, KeyError):
        raise RegistryError("The registry does not answer like an MLflow server.") from None


def _is_server(tracking_uri: str) -> bool:
    return tracking_uri.startswith("http")


def _find(parts: dict[str, str], tracking_uri: str) -> _Version:
    return (_ask_server if _is_server(tracking_uri) else _ask_store)(parts, tracking_uri)


def _ask_server(parts: dict[str, str], uri: str) -> _Version:
    name, server = parts["name"], _server(uri)
    if parts["alias"]:
        answer = _ask(server, "registered-models/alias", name=name, alias=parts["alias"])
    else:
        answer = _ask(server, "model-versions/get", name=name, version=parts["version"])
    entry = answer["model_version"]
    return _Version(str(entry["version"]), entry["run_id"])


def _from_server(run_id: str, uri: str, folder: Path) -> Path:
    server = _server(uri)
    run = _ask(server, "runs/get", run_id=run_id)["run"]
    where = urllib.parse.urlsplit(run["info"]["artifact_uri"]).path.strip("/")
    for file in FILES:
        content = _read(server, f"mlflow-artifacts/artifacts/{where}/{FOLDER}/{file}")
        (folder / file).write_bytes(content)
    return folder


def _server(uri: str) -> _Server:
    try:
        parts = urllib.parse.urlsplit(uri)
        login = (parts.username, parts.password, parts.port)[:2]
        if "@" in parts.path:
            raise ValueError
    except ValueError:  # a piece of a password stands where a host or a port is expected
        raise RegistryError(
            "The address of the registry makes no sense. In a password, write `%2F` for `/`, `%3A`"
            " for `:` and `%40` for `@`."
        ) from None
    host = parts.netloc.rpartition("@")[2]
    url = urllib.parse.urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
    return _Server(url, _authorization(*(urllib.parse.unquote(part or "") for part in login)))


def _authorization(user: str, password: str) -> str:
    """Return the header for this login, or for the first that MLflow would find elsewhere."""
    if not (user and password):
        kept = configparser.RawConfigParser()
        kept.read(Path(CREDENTIALS).expanduser())
        user, password = (
            os.environ.get(name) or kept.get("mlflow", name.lower(), fallback="")
            for name in ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD")
        )
    if user and password:
        return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    return f"Bearer {token}" if token else ""


def _ask(server: _Server, method: str, **query: str) -> dict[str, Any]:
    content = _read(server, f"mlflow/{method}?{urllib.parse.urlencode(query)}")
    answer: dict[str, Any] = json.loads(content)
    return answer


def _said(problem: urllib.error.HTTPError) -> str:
    """Return the server's own words about a refusal, or its status code."""
    if problem.code == 401:
        return (
            "the registry wants a login that it knows. Set MLFLOW_TRACKING_USERNAME and"
            " MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
        )
    try:
        return str(json.loads(problem.read())["message"]).rstrip(".")
    except (ValueError, KeyError, TypeError, OSError):
        return f"the server answers {problem.code}"


def _read(server: _Server, path: str) -> bytes:
    request = urllib.request.Request(f"{server.url}/api/2.0/{path}")
    if server.authorization:  # not for another host that the answer may lead to
        request.add_unredirected_header("Authorization", server.authorization)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        content: bytes = response.read()
    return content


@contextmanager
def mlflow_at(uri: str, failed: str = "") -> Iterator[ModuleType]:
    """Give MLflow, set up and quiet; what it fails at becomes a RegistryError in one sentence.

    The sentence begins with `failed`, or with the address, less its secrets.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    # It would print addresses as they are, with the password.
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    # Otherwise a server that is down is asked for minutes.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    import mlflow

    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    try:
        yield mlflow
    except (mlflow.exceptions.MlflowException, ImportError) as problem:
        reason = redacted(str(problem)).splitlines()[0][:200]
        failed = failed or f"MLflow at `{redacted(uri)}` failed:"
        raise RegistryError(f"{failed} {reason}") from None
    except configparser.Error:
        raise RegistryError(UNREADABLE) from None


@contextmanager
def _store(uri: str) -> Iterator["MlflowClient"]:
    try:
        with mlflow_at(uri, "The registry has no such model.") as mlflow:
            yield mlflow.MlflowClient(uri)
    except ModuleNotFoundError:
        raise RegistryError("MLFLOW_TRACKING_URI must lead to an MLflow server.") from None


def _ask_store(parts: dict[str, str], store: str) -> _Version:
    with _store(store) as client:
        if parts["alias"]:
            entry = client.get_model_version_by_alias(parts["name"], parts["alias"])
        else:
            entry = client.get_model_version(parts["name"], parts["version"])
    return _Version(str(entry.version), entry.run_id or "")


def _from_store(run_id: str, store: str, folder: Path) -> Path:
    with _store(store) as client:
        return Path(client.download_artifacts(run_id, FOLDER, str(folder)))
