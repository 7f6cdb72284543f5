"""Follow one request through the service: how long each part took, in OpenTelemetry's words.

An extension: `serve` finds it by its entry point in pyproject.toml. It does nothing unless
OTEL_EXPORTER_OTLP_ENDPOINT says where a collector listens (as in http://127.0.0.1:4318). A trace
that a caller began (header `traceparent`) goes on here; its id stands in the log.
"""

import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from fastapi import APIRouter, FastAPI
from numpy.typing import NDArray
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..access import journal
from ..api import logs
from ..service import engine

PACKAGE = __package__.partition(".")[0]
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
UNTRACED = {"/", "/docs", "/openapi.json", "/metrics", "/health", "/ready"}

validating: ContextVar[Span | None] = ContextVar("validating", default=None)


class Tracing:
    """Makes a span for each request, and one inside for reading and checking it."""

    def __init__(self, app: ASGIApp, tracer: Tracer, paths: set[str]) -> None:
        """Wrap an application whose routes are `paths`."""
        self._app, self._tracer, self._paths = app, tracer, paths
        self._traces = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection; probes and the page are not worth a trace."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path in UNTRACED or path.startswith("/static/"):
            await self._app(scope, receive, send)
            return
        # A name for each route and not for each path, or there would be no end of names.
        name = f"{scope['method']} {path}" if path in self._paths else scope["method"]
        given = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        about = {"http.request.method": scope["method"], "url.path": path}
        with self._tracer.start_as_current_span(
            name, self._traces.extract(given), SpanKind.SERVER, about
        ) as span:
            check = self._tracer.start_span("validation")
            token = validating.set(check)
            try:
                await self._app(scope, receive, _noting(span, check, send))
            finally:
                validating.reset(token)
                if owner := scope.get(journal.CLIENT):
                    span.set_attribute("enduser.id", owner)


def _noting(span: Span, check: Span, send: Send) -> Send:
    async def noted(message: Message) -> None:
        if message["type"] == "http.response.start":
            ended(check)  # a refused question never got as far as the model
            span.set_attribute("http.response.status_code", message["status"])
            if message["status"] >= 500:
                span.set_status(Status(StatusCode.ERROR))
        await send(message)

    return noted


def ended(check: Span | None) -> None:
    """End the span of the checks, unless it has ended already."""
    if check is not None and check.is_recording():
        check.end()


class Traced(engine.Engine):
    """A model whose calls are spans."""

    def __init__(self, inner: engine.Engine, tracer: Tracer) -> None:
        """Look like the model inside."""
        self.about, self.version = inner.about, inner.version
        self._inner, self._tracer = inner, tracer

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
        """Ask the model inside."""
        with self._tracer.start_as_current_span("model") as span:
            output = self._inner.predict(rows)
            self.about, self.version = self._inner.about, self._inner.version
            span.set_attributes({"model.version": self.version, "model.rows": len(rows)})
        return output


class TraceId(logging.Filter):
    """Adds the id of the trace to a line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        context = trace.get_current_span().get_span_context()
        record.trace_id = trace.format_trace_id(context.trace_id) if context.is_valid else None
        return True


def attach(app: FastAPI, provider: TracerProvider) -> None:
    """Make the application send spans to this provider."""
    tracer = provider.get_tracer(__name__)
    slot = app.state.slot
    plain = slot.need

    def need() -> engine.Engine:
        ended(validating.get())  # whoever asks for the model has a question that makes sense
        return Traced(plain(), tracer)

    slot.need = need
    paths = {"/predict", "/predict/batch", "/explain", "/model", "/canary"}
    app.add_middleware(Tracing, tracer=tracer, paths=paths)
    package = logging.getLogger(PACKAGE)
    for handler in package.handlers:
        handler.setFormatter(logs.JsonFormatter((*journal.FIELDS, "trace_id")))
    logs.log.addFilter(TraceId())


def install(app: FastAPI) -> None:
    """Trace the application if the environment names a collector."""
    if not os.environ.get(ENDPOINT):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", PACKAGE)})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    attach(app, provider)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        provider.shutdown()  # sends what is left

    app.state.routers.append(APIRouter(lifespan=lifespan))
