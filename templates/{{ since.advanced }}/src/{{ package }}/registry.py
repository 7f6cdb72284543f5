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
from pathlib import Path
from typing import Any

from .errors import UserError

FILES = ("model.onnx", "model.json")
FOLDER = "onnx"  # where `track` puts them among the artifacts of a run
TIMEOUT = 10  # seconds for one request
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
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise RegistryError(
            f"`{reference}` must look like `models:/name@alias` or `models:/name/3`."
        )
    download = _from_server if tracking_uri.startswith("http") else _from_store
    try:
        where, version = download(parts.groupdict(), tracking_uri, folder)
    except urllib.error.HTTPError as problem:
        raise RegistryError(f"`{reference}` at `{tracking_uri}`: {_said(problem)}.") from None
    except OSError as problem:
        cause = getattr(problem, "reason", problem)
        raise RegistryError(f"`{tracking_uri}` cannot be reached: {cause}.") from None
    except (ValueError, KeyError):
        raise RegistryError(f"`{tracking_uri}` does not answer like an MLflow server.") from None
    return where / FILES[0], f"{parts['name']}/{version}"


def _from_server(parts: dict[str, str], server: str, folder: Path) -> tuple[Path, str]:
    name = parts["name"]
    if parts["alias"]:
        answer = _ask(server, "registered-models/alias", name=name, alias=parts["alias"])
    else:
        answer = _ask(server, "model-versions/get", name=name, version=parts["version"])
    entry = answer["model_version"]
    run = _ask(server, "runs/get", run_id=entry["run_id"])["run"]
    where = urllib.parse.urlsplit(run["info"]["artifact_uri"]).path.strip("/")
    for file in FILES:
        url = f"{server.rstrip('/')}/api/2.0/mlflow-artifacts/artifacts/{where}/{FOLDER}/{file}"
        (folder / file).write_bytes(_read(url))
    return folder, str(entry["version"])


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


def _from_store(parts: dict[str, str], store: str, folder: Path) -> tuple[Path, str]:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    from mlflow import MlflowClient, exceptions

    logging.getLogger("alembic").setLevel(logging.ERROR)
    try:
        client = MlflowClient(store)
        if parts["alias"]:
            entry = client.get_model_version_by_alias(parts["name"], parts["alias"])
        else:
            entry = client.get_model_version(parts["name"], parts["version"])
        where = client.download_artifacts(entry.run_id or "", FOLDER, str(folder))
    except exceptions.MlflowException as problem:
        reason = str(problem).splitlines()[0]
        raise RegistryError(f"The registry in `{store}` has no such model. {reason}") from None
    return Path(where), str(entry.version)
