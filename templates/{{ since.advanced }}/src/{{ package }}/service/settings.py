"""What can be set from outside: an environment variable for each field, or a flag of `serve`."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..errors import UserError
from . import schema

ROOT = Path(__file__).resolve().parents[3]  # the folder with pyproject.toml
S = TypeVar("S", bound=BaseSettings)


class Settings(BaseSettings):
    """What the service needs to know; MODEL is the variable for `model`."""

    model_config = SettingsConfigDict(frozen=True)

    model: str = str(ROOT / "models" / "model.onnx")  # or `models:/name@alias` in the registry
    mlflow_tracking_uri: SecretStr = SecretStr(f"sqlite:///{ROOT / 'mlflow.db'}")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    max_body_bytes: int = Field(schema.MOST_BYTES, ge=1000)


def load(kind: type[S], **flags: Any) -> S:
    """Return the settings, or raise UserError naming the flag or variable that makes no sense."""
    try:
        return kind(**flags)
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        name = str(first["loc"][0])
        source = f"--{name}" if name in flags else f"The environment variable {name.upper()}"
        raise UserError(f"{source}: {first['msg']}.") from None
