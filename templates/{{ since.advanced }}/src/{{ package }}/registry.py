"""Fetch an exported model from MLflow's model registry, by alias or by version number.

A server is asked over plain HTTP, so that a small image can do without MLflow; a local store
(`sqlite:///mlflow.db`) needs the library.
"""

import json
import logging
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import UserError

if TYPE_CHECKING:
    from mlflow import MlflowClient

FILES = ("model.onnx", "model.json")
FOLDER = "onnx"  # where `track` puts them among the artifacts of a run
TIMEOUT = 10  # seconds for one request
_REFERENCE = re.compile(r"models:/(?P<name>[^/@]+)(@(?P<alias>[\w.-]+)|/(?P<version>\d+))")


class RegistryError(UserError):
    """A registry that cannot be reached, or that does not know the model."""


class _Version(NamedTuple):
    number: str
    run: str  # whose artifacts hold the model


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

    It does not name the registry: strangers get to read it, and an address may hold a password.
    """
    try:
        yield
    except urllib.error.HTTPError as problem:
        raise RegistryError(f"`{reference}`: {_said(problem)}.") from None
    except OSError as problem:
        cause = getattr(problem, "reason", problem)
        raise RegistryError(f"The registry cannot be reached: {cause}.") from None
    except HTTPException as problem:  # an answer that breaks off is neither of the others
        raise RegistryError(f"The registry broke off: {problem!r}.") from None
    except (ValueError, KeyError):
        raise RegistryError("The registry does not answer like an MLflow server.") from None


def _is_server(tracking_uri: str) -> bool:
    return tracking_uri.startswith("http")


def _find(parts: dict[str, str], tracking_uri: str) -> _Version:
    return (_ask_server if _is_server(tracking_uri) else _ask_store)(parts, tracking_uri)


def _ask_server(parts: dict[str, str], server: str) -> _Version:
    name = parts["name"]
    if parts["alias"]:
        answer = _ask(server, "registered-models/alias", name=name, alias=parts["alias"])
    else:
        answer = _ask(server, "model-versions/get", name=name, version=parts["version"])
    entry = answer["model_version"]
    return _Version(str(entry["version"]), entry["run_id"])


def _from_server(run_id: str, server: str, folder: Path) -> Path:
    run = _ask(server, "runs/get", run_id=run_id)["run"]
    where = urllib.parse.urlsplit(run["info"]["artifact_uri"]).path.strip("/")
    for file in FILES:
        url = f"{server.rstrip('/')}/api/2.0/mlflow-artifacts/artifacts/{where}/{FOLDER}/{file}"
        (folder / file).write_bytes(_read(url))
    return folder


def _ask(server: str, method: str, **query: str) -> dict[str, Any]:
    url = f"{server.rstrip('/')}/api/2.0/mlflow/{method}?{urllib.parse.urlencode(query)}"
    answer: dict[str, Any] = json.loads(_read(url))
    return answer


def _said(problem: urllib.error.HTTPError) -> str:
    """Return the server's own words about a refusal, or its status code."""
    try:
        return str(json.loads(problem.read())["message"]).rstrip(".")
    except (ValueError, KeyError, TypeError, OSError):
        return f"the server answers {problem.code}"


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        content: bytes = response.read()
    return content


@contextmanager
def _store(uri: str) -> Iterator["MlflowClient"]:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    from mlflow import MlflowClient, exceptions

    logging.getLogger("alembic").setLevel(logging.ERROR)
    try:
        yield MlflowClient(uri)
    except exceptions.MlflowException as problem:
        reason = str(problem).splitlines()[0]
        raise RegistryError(f"The registry has no such model. {reason}") from None


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
