"""Speak the Open Inference Protocol, as KServe and Triton do, beside our own JSON.

An extension: `serve` finds it by its entry point in pyproject.toml. A program that knows one of
those servers can ask this one: a tensor for each field of a loan goes in, two tensors come out.

Source: https://github.com/kserve/open-inference-protocol, the part about REST.
"""

from collections.abc import Sequence
from typing import Any, get_args

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError

from .. import schema
from ..dependencies import Slot, SlotDep, get_predictor
from .predictions import MAX_BATCH

NAME = __package__.partition(".")[0]  # of the model, in the paths
MODEL, VERSION = f"/v2/models/{NAME}", f"/v2/models/{NAME}/versions/{{version}}"
DATATYPES = {float: "FP64", int: "INT64", str: "BYTES"}
OUTPUTS = {"probability": "FP64", "decision": "BYTES"}

router = APIRouter(include_in_schema=False)
probes = APIRouter(include_in_schema=False)  # nobody needs a key for these


class RefusedError(Exception):
    """A question that cannot be answered; the protocol wants 400 and a sentence."""


class Tensor(BaseModel):
    """Values in a row, and how they are to be folded: here into one column."""

    name: str
    shape: list[int] = Field(min_length=1, max_length=2)
    datatype: str
    data: list[Any] = Field(max_length=MAX_BATCH)


class Wanted(BaseModel):
    """An output that somebody asks for."""

    name: str


class Question(BaseModel):
    """What stands in the body of `infer`; `parameters` are for servers that have some."""

    id: str | None = None
    inputs: list[Tensor] = Field(min_length=1)
    outputs: list[Wanted] | None = None


def datatype(field: str) -> str:
    """Return the protocol's word for the type of a field."""
    annotation = schema.Request.model_fields[field].annotation
    kinds = {type(word) for word in _flat(annotation) if isinstance(word, str)} | {
        word for word in _flat(annotation) if isinstance(word, type)
    }
    return next(name for kind, name in DATATYPES.items() if kind in kinds)


def _flat(annotation: Any) -> list[Any]:
    parts = get_args(annotation)
    return [leaf for part in parts for leaf in _flat(part)] if parts else [annotation]


def loans(question: Question) -> list[schema.Request]:
    """Return the loans that the tensors describe, or raise RefusedError."""
    columns = {tensor.name: _column(tensor) for tensor in question.inputs}
    if len(columns) < len(question.inputs):
        raise RefusedError("An input is there twice.")
    if len({len(values) for values in columns.values()}) > 1:
        raise RefusedError("The inputs have different lengths.")
    rows = zip(*columns.values(), strict=True)
    return [_loan(place, dict(zip(columns, row, strict=True))) for place, row in enumerate(rows)]


def _column(tensor: Tensor) -> list[Any]:
    rows, *rest = tensor.shape
    if rows != len(tensor.data) or rest not in ([], [1]):
        raise RefusedError(f"`{tensor.name}` must have the shape [n] or [n, 1] and n values.")
    return tensor.data


def _loan(place: int, row: dict[str, Any]) -> schema.Request:
    # A tensor has a value for everybody; where nothing is known, that is "" or null.
    known = {field: value for field, value in row.items() if value not in (None, "")}
    try:
        return schema.Request.model_validate(known)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RefusedError(f"Loan {place}, `{field}`: {first['msg']}.") from None


def tensors(answers: Sequence[schema.Answer], wanted: list[Wanted] | None) -> list[dict[str, Any]]:
    """Return the outputs that are wanted, all of them if nothing is said."""
    names = [output.name for output in wanted] if wanted else list(OUTPUTS)
    for name in names:
        if name not in OUTPUTS:
            raise RefusedError(f"There is no output `{name[:50]}`.")
    return [
        {
            "name": name,
            "datatype": OUTPUTS[name],
            "shape": [len(answers)],
            "data": [getattr(answer, name) for answer in answers],
        }
        for name in names
    ]


@router.post(f"{MODEL}/infer")
@router.post(f"{VERSION}/infer")
async def infer(request: Request, slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Answer for the loans in the tensors."""
    model = slot.engine
    if model is None or not _is(model.version, version):
        return _missing(slot, version)
    try:
        question = Question.model_validate_json(await request.body())
        asked = loans(question)
        answers = (await get_predictor(request)).answer(asked)
        outputs = tensors(answers, question.outputs)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        return _error(400, f"`{where[:100]}`: {first['msg']}.")
    except RefusedError as problem:
        return _error(400, str(problem))
    named = {"id": question.id} if question.id is not None else {}
    return JSONResponse(
        {"model_name": NAME, "model_version": model.version, **named, "outputs": outputs}
    )


@router.get(MODEL)
@router.get(VERSION)
def metadata(slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Say which tensors go in and come out."""
    model = slot.engine
    if model is None or not _is(model.version, version):
        return _missing(slot, version)
    return JSONResponse(
        {
            "name": NAME,
            "versions": [model.version],
            "platform": "onnx_onnxv1",
            "inputs": [_slot(name, datatype(name)) for name in schema.Request.model_fields],
            "outputs": [_slot(name, kind) for name, kind in OUTPUTS.items()],
        }
    )


def _slot(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "datatype": kind, "shape": [-1]}


@router.get(f"{MODEL}/ready")
@router.get(f"{VERSION}/ready")
def model_ready(slot: SlotDep, version: str | None = None) -> JSONResponse:
    """Say whether the model can be asked."""
    model = slot.engine
    is_ready = model is not None and _is(model.version, version)
    return JSONResponse({"name": NAME, "ready": is_ready}, 200 if is_ready else 503)


@probes.get("/v2/health/ready")
def server_ready(slot: SlotDep) -> JSONResponse:
    """Say whether there is a model, for load balancers."""
    is_ready = slot.engine is not None
    return JSONResponse({"ready": is_ready, "live": True}, 200 if is_ready else 503)


@probes.get("/v2/health/live")
async def server_live() -> dict[str, bool]:
    """Say that the process is alive."""
    return {"live": True}


@router.get("/v2")
async def server() -> dict[str, Any]:
    """Say who this is."""
    return {"name": NAME, "version": "1", "extensions": []}


@router.api_route("/v2/{rest:path}", methods=["GET", "POST"])
async def nowhere(rest: str) -> JSONResponse:
    """Say that there is no such model or path, in the protocol's own form."""
    return _error(404, f"There is nothing at `/v2/{rest[:100]}`; the model is `{NAME}`.")


def _is(version: str, wanted: str | None) -> bool:
    return wanted in (None, version, version.rpartition("/")[2])


def _missing(slot: Slot, version: str | None) -> JSONResponse:
    if slot.engine is None:
        return _error(503, slot.problem)
    other = f"Version `{str(version)[:50]}` does not answer; `{slot.engine.version}` does."
    return _error(404, other)


def _error(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)


def install(app: FastAPI) -> None:
    """Add the protocol's paths to the application; it has a description of its own."""
    app.include_router(probes)
    app.state.routers.append(router)
