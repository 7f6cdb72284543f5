"""Speak TensorFlow Serving's REST protocol beside our own JSON.

An extension: `serve` finds it by its entry point in pyproject.toml. A program that asks TensorFlow
Serving (or KServe's first protocol, which is the same in rows) can ask this one.

Source: https://www.tensorflow.org/tfx/serving/api_rest. `:classify` and `:regress` are left out:
they belong to signatures that only TensorFlow has.
"""

from collections.abc import Sequence
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .. import schema
from ..dependencies import Slot, SlotDep, get_predictor
from ..engine import Engine
from .predictions import MAX_BATCH

NAME = __package__.partition(".")[0]  # of the model, in the paths
SIGNATURE = "serving_default"
MODEL, VERSION = f"/v1/models/{NAME}", f"/v1/models/{NAME}/versions/{{version}}"
TYPES = {"number": "DT_DOUBLE", "integer": "DT_INT64", "string": "DT_STRING"}
OUTPUTS = {"probability": "DT_DOUBLE", "decision": "DT_STRING"}

router = APIRouter(include_in_schema=False)


class RefusedError(Exception):
    """A question that cannot be answered; the protocol wants 400 and a sentence."""


class Question(BaseModel):
    """The body of `:predict`: rows (`instances`) or columns (`inputs`), not both."""

    model_config = ConfigDict(extra="forbid")

    signature_name: Literal["serving_default"] = SIGNATURE  # type: ignore[assignment]
    instances: list[dict[str, Any]] | None = Field(None, min_length=1, max_length=MAX_BATCH)
    inputs: dict[str, list[Any]] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def rows_or_columns(self) -> "Question":
        """Refuse both forms at once, and neither."""
        if (self.instances is None) == (self.inputs is None):
            raise ValueError("either `instances` or `inputs` must be there")
        return self


def loans(question: Question) -> list[schema.Request]:
    """Return the loans that rows or columns describe, or raise RefusedError."""
    rows = question.instances
    if rows is None:
        columns = question.inputs or {}
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1 or not 1 <= max(lengths) <= MAX_BATCH:
            raise RefusedError(f"Columns must have one length, from 1 to {MAX_BATCH}.")
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [_loan(place, row) for place, row in enumerate(rows)]


def _loan(place: int, row: dict[str, Any]) -> schema.Request:
    # A column has a value for everybody; where nothing is known, that is "" or null.
    known = {field: value for field, value in row.items() if value not in (None, "")}
    try:
        return schema.Request.model_validate(known)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RefusedError(f"Loan {place}, `{field}`: {first['msg']}.") from None


def told(answers: Sequence[schema.Answer], in_rows: bool) -> dict[str, Any]:
    """Return the answers in the form of the question: rows or columns."""
    if in_rows:
        return {
            "predictions": [{name: getattr(answer, name) for name in OUTPUTS} for answer in answers]
        }
    return {"outputs": {name: [getattr(answer, name) for answer in answers] for name in OUTPUTS}}


@router.post(f"{MODEL}:predict")
@router.post(f"{VERSION}:predict")
async def predict(request: Request, slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Answer for the loans in rows or columns."""
    model = slot.engine
    if model is None or not _is(model, version):
        return _missing(slot, version)
    try:
        question = Question.model_validate_json(await request.body())
        asked = loans(question)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        return _error(400, f"`{where[:100]}`: {first['msg']}.")
    except RefusedError as problem:
        return _error(400, str(problem))
    answers = (await get_predictor(request)).answer(asked)
    return JSONResponse(told(answers, question.instances is not None))


@router.get(MODEL)
@router.get(VERSION)
def status(slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Say which version can be asked."""
    model = slot.engine
    if model is None or not _is(model, version):
        return _missing(slot, version)
    said = {"error_code": "OK", "error_message": ""}
    about = {"version": number(model), "state": "AVAILABLE", "status": said}
    return JSONResponse({"model_version_status": [about]})


@router.get(f"{MODEL}/metadata")
@router.get(f"{VERSION}/metadata")
def metadata(slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Say which fields go in and come out."""
    model = slot.engine
    if model is None or not _is(model, version):
        return _missing(slot, version)
    signature = {
        "inputs": {name: _slot(name, kind) for name, kind in _inputs().items()},
        "outputs": {name: _slot(name, kind) for name, kind in OUTPUTS.items()},
        "method_name": "tensorflow/serving/predict",
    }
    return JSONResponse(
        {
            "model_spec": {"name": NAME, "signature_name": "", "version": number(model)},
            "metadata": {"signature_def": {"signature_def": {SIGNATURE: signature}}},
        }
    )


def _inputs() -> dict[str, str]:
    fields = schema.Request.model_json_schema()["properties"]
    kinds = {name: (about.get("anyOf") or [about])[0]["type"] for name, about in fields.items()}
    return {name: TYPES[kind] for name, kind in kinds.items()}


def _slot(name: str, kind: str) -> dict[str, Any]:
    shape = {"dim": [{"size": "-1", "name": ""}], "unknown_rank": False}
    return {"dtype": kind, "tensor_shape": shape, "name": name}


@router.api_route("/v1/{rest:path}", methods=["GET", "POST"])
async def nowhere(rest: str) -> JSONResponse:
    """Say that there is no such model or path, in the protocol's own form."""
    return _error(404, f"There is nothing at `/v1/{rest[:100]}`; the model is `{NAME}`.")


def number(model: Engine) -> str:
    """Return the version as an integer of up to 64 bits, which is all that the protocol knows.

    A registry counts versions; a file's version is the beginning of its checksum, in base 16.
    """
    registered = model.version.rpartition("/")[2]
    return registered if "/" in model.version else str(int(model.about.sha256[:12], 16))


def _is(model: Engine, wanted: str | None) -> bool:
    return wanted in (None, number(model))


def _missing(slot: Slot, version: str | None) -> JSONResponse:
    if slot.engine is None:
        return _error(503, slot.problem)
    other = f"Version `{str(version)[:50]}` does not answer; `{number(slot.engine)}` does."
    return _error(404, other)


def _error(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)


def install(app: FastAPI) -> None:
    """Add the protocol's paths to the application; it has a description of its own."""
    app.state.routers.append(router)
