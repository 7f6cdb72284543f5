"""Answer over HTTP, with a page for people at `/`. Run it with `uv run serve`.

Environment: MODEL (a file, or `models:/name@alias` in the registry), MLFLOW_TRACKING_URI, HOST,
PORT, MAX_BODY_BYTES.
"""

import argparse
import gc
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path
from threading import Event, Thread
from typing import Any, Literal, TypeVar

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi import Request as Http
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import UserError, reported
from . import connections, engine, problems, redaction, registry, schema

PACKAGE = __package__.partition(".")[0]
ROOT = Path(__file__).resolve().parents[3]  # the folder with pyproject.toml
STATIC = Path(__file__).parent / "static"
MAX_BATCH = 1000
RETRY = 5.0  # seconds between two attempts to load a model that was not there
GRACE = 8  # seconds that running requests get to finish after SIGTERM

Listener = Callable[[list[schema.Request], Sequence[schema.Answer]], None]
A = TypeVar("A", bound=schema.Answer)
log = logging.getLogger("uvicorn.error")


class Settings(BaseModel):
    """What can be set from outside, by environment variables of the same name in capitals."""

    model_config = ConfigDict(frozen=True)

    model: str = str(ROOT / "models" / "model.onnx")
    mlflow_tracking_uri: str = f"sqlite:///{ROOT / 'mlflow.db'}"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    max_body_bytes: int = Field(schema.MOST_BYTES, ge=1000)


class Batch(BaseModel):
    """Several cases at once."""

    model_config = ConfigDict(extra="forbid")

    items: list[schema.Request] = Field(min_length=1, max_length=MAX_BATCH)


class Answers(BaseModel):
    """The answers to a batch, in the same order."""

    answers: list[schema.Answer]
    model_version: str


class Alive(BaseModel):
    """The process runs and can answer."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """A model is loaded."""

    status: Literal["ready"] = "ready"
    model_version: str


class About(BaseModel):
    """Which model answers here, and how good it was on cases it had never seen."""

    name: str
    model: str
    model_version: str
    params: dict[str, Any]
    metrics: dict[str, float]


class Slot:
    """Holds the model, or the reason why there is none."""

    def __init__(self, settings: Settings) -> None:
        """Start empty; `load` fills the slot."""
        self.engine: engine.Engine | None = None
        self.problem = "The model has not been loaded yet."
        self._settings, self._stop = settings, Event()

    def start(self) -> None:
        """Load the model; if that fails, try again every few seconds, aside from all requests."""
        self._stop.clear()
        if self.load() is None:
            Thread(target=self._retry, name="model", daemon=True).start()

    def stop(self) -> None:
        """Try no more."""
        self._stop.set()

    def _retry(self) -> None:
        while not self._stop.wait(RETRY) and self.load() is None:
            pass

    def load(self) -> engine.Engine | None:
        """Return the model; if there is none, try to load it."""
        if self.engine is None:
            try:
                self.engine = read(self._settings)
                log.info("model %s is ready", self.engine.version)
            except Exception as problem:  # whatever it is, the next try may go well
                known = isinstance(problem, UserError)
                reason = str(problem) if known else "The log says why the model cannot be loaded."
                if reason != self.problem:
                    aside = None if known else problem
                    log.error("no model in %s: %s", self._settings.model, reason, exc_info=aside)
                self.problem = reason
        return self.engine

    def need(self) -> engine.Engine:
        """Return the model, or raise the problem that callers get to see as a 503."""
        if self.engine is None:
            raise problems.NotReadyError(self.problem)
        return self.engine


def read(settings: Settings) -> engine.Engine:
    """Load the model that the settings name, from a file or from the registry."""
    if "://" in settings.model:
        raise UserError("The model must be a file, or `models:/NAME@ALIAS`; this is a URL.")
    if not registry.is_reference(settings.model):
        return engine.load(Path(settings.model))
    with tempfile.TemporaryDirectory() as folder:
        where = settings.mlflow_tracking_uri
        path, version = registry.fetch(settings.model, where, Path(folder))
        return engine.load(path, version)


router = APIRouter(responses=problems.responses(422, 503))


@router.post("/predict", responses=problems.responses(400, 413))
async def predict(asked: schema.Request, http: Http) -> schema.Answer:
    """Answer for one case."""
    model = http.app.state.slot.need()
    return told(http.app, [asked], schema.answer(model, [asked]))[0]


@router.post("/predict/batch", responses=problems.responses(400, 413))
def predict_batch(batch: Batch, http: Http) -> Answers:
    """Answer for up to 1,000 cases; the answers come in the same order."""
    model = http.app.state.slot.need()
    answers = told(http.app, batch.items, schema.answer(model, batch.items))
    return Answers(answers=answers, model_version=model.version)


@router.post("/explain", responses=problems.responses(400, 413))
def explain(asked: schema.Request, http: Http) -> schema.Explanation:
    """Answer for one case, and say what speaks for the answer and what against it."""
    model = http.app.state.slot.need()
    return told(http.app, [asked], [schema.explain(model, asked)])[0]


@router.get("/model")
async def about(http: Http) -> About:
    """Say which model answers here."""
    loaded = http.app.state.slot.need()
    facts = loaded.about.model_dump(include={"name", "model", "params", "metrics"})
    return About(**facts, model_version=loaded.version)


@router.get("/ready")
async def ready(http: Http) -> Ready:
    """Say whether a model is loaded (for load balancers); 503 with the reason if not."""
    return Ready(model_version=http.app.state.slot.need().version)


@router.get("/health")
async def health() -> Alive:
    """Say that the process is alive (for whoever restarts it); needs no model."""
    return Alive()


def told(app: FastAPI, asked: list[schema.Request], answers: list[A]) -> list[A]:
    """Tell every listener what was asked and answered, and return the answers."""
    for listener in app.state.listeners:
        listener(asked, answers)
    return answers


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; installed extensions (entry points) may add to it."""
    redaction.install()
    settings = settings or from_environment()
    app = FastAPI(
        title=schema.TITLE,
        version="1",
        lifespan=_lifespan,
        # FastAPI's pages for these load scripts from another host; /openapi.json stays.
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.slot = Slot(settings)
    app.state.listeners = []
    app.router.routes.extend(router.routes)  # include_router would add a detour to each request
    app.add_api_route("/", _page, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC))
    problems.install(app, settings.max_body_bytes)
    for extension in entry_points(group=f"{PACKAGE}.extensions"):
        extension.load()(app)
    for route in [found for found in app.routes if isinstance(found, APIRoute)]:
        if "GET" in (route.methods or ()):  # whoever watches a service often asks with HEAD
            app.add_api_route(route.path, route.endpoint, methods=["HEAD"], include_in_schema=False)
    return app


def from_environment(**flags: Any) -> Settings:
    """Return the settings, or raise UserError naming the flag or variable that makes no sense."""
    given = {
        key: os.environ[key.upper()] for key in Settings.model_fields if key.upper() in os.environ
    }
    try:
        return Settings.model_validate(given | flags)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = str(first["loc"][0])
        source = f"--{name}" if name in flags else f"The environment variable {name.upper()}"
        raise UserError(f"{source}: {first['msg']}.") from None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.slot.start()
    gc.collect()
    gc.freeze()  # what is here by now stays: no need to search it for garbage again and again
    yield
    app.state.slot.stop()
    gc.unfreeze()


async def _page() -> FileResponse:
    return FileResponse(STATIC / "index.html")


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser("serve", description="Answer over HTTP, with a web page at /.")
    parser.add_argument("--host", help="address to listen at; default: HOST or 127.0.0.1")
    parser.add_argument("--port", type=int, help="port to listen at; default: PORT or 8000")
    parser.add_argument("--model", help="a file or models:/NAME@ALIAS; default: MODEL")
    given = vars(parser.parse_args(argv))
    with reported():
        settings = from_environment(**{k: v for k, v in given.items() if v is not None})
        app = create_app(settings)
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            http=connections.Connection,
            ws="none",
            timeout_graceful_shutdown=GRACE,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nothing here depends on who asks
        )


if __name__ == "__main__":
    main()
