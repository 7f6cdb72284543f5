"""Fetch an exported model from MLflow's model registry, by alias or by version number.

MLflow's own client asks, so a login stands where it stands for MLflow: in the address, in
MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, in ~/.mlflow/credentials, in
MLFLOW_TRACKING_TOKEN. The image has `mlflow-skinny`, the client without the rest.
"""

import configparser
import logging
import os
import re
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import UserError
from .redaction import redacted

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

FILES = ("model.onnx", "model.json")
FOLDER = "onnx"  # where `track` puts them among the artifacts of a run
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    # It would print addresses as they are, with the password.
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    # Otherwise a server that is down is asked for minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
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
    with _asked(reference, tracking_uri) as (client, found):
        where = Path(client.download_artifacts(found.run_id or "", FOLDER, str(folder)))
    return where / FILES[0], f"{found.name}/{found.version}"


def version_of(reference: str, tracking_uri: str) -> str:
    """Return the version that a reference means by now, named as `fetch` does; downloads nothing.

    Raises RegistryError as `fetch` does.
    """
    with _asked(reference, tracking_uri) as (_, found):
        return f"{found.name}/{found.version}"


@contextmanager
def _asked(reference: str, uri: str) -> Iterator[tuple["MlflowClient", "ModelVersion"]]:
    """Give a client and the version that a reference means; strangers may read what goes wrong."""
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise RegistryError(
            f"`{reference}` must look like `models:/name@alias` or `models:/name/3`."
        )
    with mlflow_at(uri, f"No `{reference}`:") as mlflow:
        client = mlflow.MlflowClient(uri)
        try:
            if parts["alias"]:
                yield client, client.get_model_version_by_alias(parts["name"], parts["alias"])
            else:
                yield client, client.get_model_version(parts["name"], parts["version"])
        except OSError as problem:  # from a file that was not sent to its end
            kind = type(problem).__name__
            raise RegistryError(f"No `{reference}`: the registry broke off ({kind}).") from None


@contextmanager
def mlflow_at(uri: str, failed: str = "") -> Iterator[ModuleType]:
    """Give MLflow, set up and quiet; what it fails at becomes a RegistryError in one sentence.

    The sentence begins with `failed`, or with the address, less its secrets.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import mlflow

    for noisy in ("mlflow", "alembic", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    failed = failed or f"MLflow at `{redacted(uri)}` failed:"
    _check(uri)
    try:
        yield mlflow
    except mlflow.exceptions.MlflowException as problem:
        raise RegistryError(f"{failed} {_reason(problem)}") from None
    except ModuleNotFoundError:  # the client alone opens no database
        raise RegistryError(f"{failed} MLFLOW_TRACKING_URI must lead to a server.") from None
    except configparser.Error:  # it would show the line, with the password
        wanted = "it must be a list of settings below `[mlflow]`."
        raise RegistryError(f"`~/.mlflow/credentials` cannot be read: {wanted}") from None


def _check(uri: str) -> None:
    """Refuse an address in which a piece of a password stands where a host or a port belongs."""
    try:
        parts = urllib.parse.urlsplit(uri)
        sound = parts.port != 0 and "@" not in parts.path
    except ValueError:
        sound = False
    if not sound:
        raise RegistryError(
            "The address of the registry makes no sense. In a password, write `%2F` for `/`, `%3A`"
            " for `:` and `%40` for `@`."
        )


def _reason(problem: Exception) -> str:
    """Return why MLflow failed, in one line without a secret or an address."""
    text = redacted(str(problem)).splitlines()[0]
    if "error code 401" in text:
        return (
            "the registry wants a login that it knows. Set MLFLOW_TRACKING_USERNAME and"
            " MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN."
        )
    if text.startswith("API request to http"):
        cause = text.rpartition(": ")[2].rstrip("')")
        return f"the registry cannot be reached: {cause[:200]}."
    return text[:200]
