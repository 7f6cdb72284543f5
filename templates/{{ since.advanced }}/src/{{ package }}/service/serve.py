"""Answer over HTTP, with a page for people at `/`, and the API at `/docs`. Run `uv run serve`.

settings.py says what can be set in the environment. What else takes part, such as metrics, stands
in pyproject.toml as an entry point.
"""

import argparse
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import entry_points

import uvicorn
from fastapi import FastAPI

from ..errors import reported
from . import connections, problems, redaction, schema, settings
from .dependencies import Slot
from .routers import pages, predictions, probes
from .settings import Settings

PACKAGE = __package__.partition(".")[0]
GRACE = 8  # seconds that running requests get to finish after SIGTERM


def create_app(chosen: Settings | None = None) -> FastAPI:
    """Build the application; installed extensions (entry points) add to it before it is complete.

    An extension may append routers, `guards` (dependencies that every question has to pass) and
    listeners, and add middleware. A router's own lifespan becomes a part of the application's.
    """
    redaction.install()
    chosen = chosen or settings.load(Settings)
    app = FastAPI(
        title=schema.TITLE, version="1", lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    state = app.state
    state.settings, state.slot = chosen, Slot(chosen)
    state.listeners, state.guards, state.routers = [], [], [predictions.router]
    problems.install(app, chosen.max_body_bytes)
    for extension in entry_points(group=f"{PACKAGE}.extensions"):
        extension.load()(app)
    for router in state.routers:
        app.include_router(router, dependencies=state.guards)
    for router in (probes.router, pages.router):
        app.include_router(router)
    for path, files in pages.MOUNTS.items():
        app.mount(path, files)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.slot.start()
    gc.collect()
    gc.freeze()  # what is here by now stays: no need to search it for garbage again and again
    yield
    app.state.slot.stop()
    gc.unfreeze()


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser("serve", description="Answer over HTTP, with a web page at /.")
    parser.add_argument("--host", help="address to listen at; default: HOST or 127.0.0.1")
    parser.add_argument("--port", type=int, help="port to listen at; default: PORT or 8000")
    parser.add_argument("--model", help="a file or models:/NAME@ALIAS; default: MODEL")
    given = vars(parser.parse_args(argv))
    with reported():
        chosen = settings.load(Settings, **{k: v for k, v in given.items() if v is not None})
        uvicorn.run(
            create_app(chosen),
            host=chosen.host,
            port=chosen.port,
            http=connections.Connection,
            ws="none",
            timeout_graceful_shutdown=GRACE,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nothing here depends on who asks
        )


if __name__ == "__main__":
    main()
