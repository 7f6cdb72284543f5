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
from typing import TYPE_CHECKING

from ..errors import UserError
from .redaction import redacted

if TYPE_CHECKING:
    from mlflow import MlflowClient

FILES = ("model.onnx", "model.json")
FOLDER = "onnx"  # where `track` puts them among the artifacts of a run
LOGIN = ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD")
CREDENTIALS = "~/.mlflow/credentials"
UNREADABLE = f"`{CREDENTIALS}` cannot be read: it must be a list of settings below `[mlflow]`."
TIMEOUT = 10  # seconds for one request
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    # It would print addresses as they are, with the password.
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    # Otherwise a server that is down is asked for minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
_REFERENCE = re.compile(r"models:/(?P<name>[^/@]+)(@(?P<alias>[\w.-]+)|/(?P<version>\d+))")


class RegistryError(UserError):
    """A registry that cannot be reached, or that does not know the model."""


def is_reference(model: str) -> bool:
    """Say whether this names a registered model, as in `models:/name@alias`, and not a file."""
    return model.startswith("models:/")


def fetch(reference: str, tracking_uri: str, folder: Path) -> tuple[Path, str]:
    """Download the exported model below `folder`; return its path and a version to show.

    Raises RegistryError if the registry cannot be reached or knows no such model.
    """
    with _explained(reference):
        name, number, run = _find(reference, tracking_uri)
        return _download(run, tracking_uri, folder) / FILES[0], f"{name}/{number}"


def version_of(reference: str, tracking_uri: str) -> str:
    """Return the version that a reference means by now, named as `fetch` does; downloads nothing.

    Raises RegistryError as `fetch` does.
    """
    with _explained(reference):
        name, number, _ = _find(reference, tracking_uri)
        return f"{name}/{number}"


@contextmanager
def _explained(reference: str) -> Iterator[None]:
    """Turn whatever a server can fail at into a RegistryError.

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


def _find(reference: str, uri: str) -> tuple[str, str, str]:
    """Return name, number and run of the version that a reference means."""
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise RegistryError(
            f"`{reference}` must look like `models:/name@alias` or `models:/name/3`."
        )
    name, alias, version = parts["name"], parts["alias"], parts["version"]
    if uri.startswith("http"):
        which = {"alias": alias} if alias else {"version": version}
        method = "registered-models/alias" if alias else "model-versions/get"
        entry = json.loads(_get(uri, f"mlflow/{method}", name=name, **which))["model_version"]
        return name, str(entry["version"]), entry["run_id"]
    with _store(uri) as client:
        ask = client.get_model_version_by_alias if alias else client.get_model_version
        found = ask(name, alias or version)
    return name, str(found.version), found.run_id or ""


def _download(run: str, uri: str, folder: Path) -> Path:
    if not uri.startswith("http"):
        with _store(uri) as client:
            return Path(client.download_artifacts(run, FOLDER, str(folder)))
    info = json.loads(_get(uri, "mlflow/runs/get", run_id=run))["run"]["info"]
    where = urllib.parse.urlsplit(info["artifact_uri"]).path.strip("/")
    for file in FILES:
        content = _get(uri, f"mlflow-artifacts/artifacts/{where}/{FOLDER}/{file}")
        (folder / file).write_bytes(content)
    return folder


def _get(uri: str, path: str, **query: str) -> bytes:
    """Return what a server answers."""
    url, login = _parted(uri)
    asked = f"?{urllib.parse.urlencode(query)}" if query else ""
    request = urllib.request.Request(f"{url}/api/2.0/{path}{asked}")
    if login:  # not for another host that the answer may lead to
        request.add_unredirected_header("Authorization", login)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        content: bytes = response.read()
    return content


def _parted(uri: str) -> tuple[str, str]:
    """Return an address without a login, and the header for the login there or elsewhere."""
    try:
        parts = urllib.parse.urlsplit(uri)
        user, password, _ = (parts.username, parts.password, parts.port)
        if "@" in parts.path:
            raise ValueError
    except ValueError:  # a piece of a password stands where a host or a port is expected
        raise RegistryError(
            "The address of the registry makes no sense. In a password, write `%2F` for `/`, `%3A`"
            " for `:` and `%40` for `@`."
        ) from None
    url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
    kept = configparser.RawConfigParser()
    kept.read(Path(CREDENTIALS).expanduser())
    known = [os.environ.get(n) or kept.get("mlflow", n.lower(), fallback="") for n in LOGIN]
    if user and password:
        known = [urllib.parse.unquote(user), urllib.parse.unquote(password)]
    if all(known):
        return url, f"Basic {b64encode(':'.join(known).encode()).decode()}"
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    return url, f"Bearer {token}" if token else ""


@contextmanager
def mlflow_at(uri: str, failed: str = "") -> Iterator[ModuleType]:
    """Give MLflow, set up and quiet; what it fails at becomes a RegistryError in one sentence.

    The sentence begins with `failed`, or with the address, less its secrets.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
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
