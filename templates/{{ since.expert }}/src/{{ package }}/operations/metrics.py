"""Count what the server does, for Prometheus to fetch from `/metrics`.

An extension: `serve` finds it by its entry point in pyproject.toml. It counts requests, errors and
seconds by route, answers, and live values in the bins of the training data, all in memory.
"""

from collections.abc import Iterable
from threading import Lock
from time import perf_counter
from typing import Literal, get_origin

from fastapi import FastAPI, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..service import facts, schema
from ..service.engine import Engine
from . import bins

# Seconds. A small model answers within a millisecond, so the steps begin there.
STEPS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_FIELDS = schema.Answer.model_fields
VERDICTS = [name for name, field in _FIELDS.items() if get_origin(field.annotation) is Literal]
NUMBERS = [name for name, field in _FIELDS.items() if field.annotation is float]  # at most one
Counted = list[tuple[str, bins.Bins, list[Counter]]]  # a column, its bins, a counter for each


class Traffic:
    """Counts requests and seconds by route, a few microseconds each.

    The names are those of prometheus-fastapi-instrumentator, so that dashboards made for it fit.
    """

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        """Wrap an application; what none of its routes answers is counted as `none`."""
        self._app = app
        self._requests = Counter(
            "http_requests", "Answered requests", ["handler", "status"], registry=registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time to answer",
            ["handler"],
            buckets=STEPS,
            registry=registry,
        )
        # Finding a metric by its labels costs more than counting, so it is done once for each pair.
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 500, perf_counter()  # 500: what the client gets if nothing was sent

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = scope.get("route")  # the application has found it, if there is one
            requests, seconds = self._metrics(route.path if route else "none", status)
            requests.inc()
            seconds.observe(perf_counter() - start)

    def _metrics(self, handler: str, status: int) -> tuple[Counter, Histogram]:
        # A route and not a path: whoever tries a million paths must not fill the memory.
        found = self._known.get((handler, status))
        if found is None:
            found = self._requests.labels(handler, str(status)), self._seconds.labels(handler)
            self._known[handler, status] = found
        return found


class Answers(Collector):
    """Counts answers and what was asked, anew when another model is loaded."""

    def __init__(self, app: FastAPI) -> None:
        """Start empty; the bins come from the model as soon as there is one."""
        self._app, self._lock = app, Lock()
        self._engine: Engine | None = None
        self._asked: Counted = []
        self._answered: Counted = []
        binned = ["column", "bin"]
        self._info = Gauge("model_info", "The loaded model", ["model", "version"], registry=None)
        self._answers = Counter("model_answers", "Answers", ["field", "answer"], registry=None)
        self._values = Counter("model_values", "Values by bin", binned, registry=None)
        self._shares = Gauge("model_reference_share", "In training", binned, registry=None)

    def listen(self, requests: list[schema.Request], answers: list[schema.Answer]) -> None:
        """Count a prediction; batches call this from several threads."""
        self._look()
        for asked, answer in zip(requests, answers, strict=True):
            known, said = facts.of(asked), vars(answer)
            for values, columns in ((known, self._asked), (said, self._answered)):
                for name, column, counters in columns:
                    counters[column.place(values[name])].inc()
            for name in VERDICTS:
                self._answers.labels(name, str(said[name])).inc()

    def collect(self) -> Iterable[Metric]:
        """Return the metrics; without a model there is no `model_info`."""
        self._look()
        for metric in (self._info, self._answers, self._values, self._shares):
            yield from metric.collect()

    def _look(self) -> None:
        engine: Engine | None = self._app.state.slot.engine
        with self._lock:
            if engine is not None and engine is not self._engine:
                self._learn(engine)

    def _learn(self, engine: Engine) -> None:
        for metric in (self._info, self._values, self._shares):
            metric.clear()
        self._info.labels(engine.about.model, engine.version).set(1)
        known = bins.of(engine.about.profile)
        self._asked = [self._column(name, known[name]) for name in known if name in facts.NAMES]
        output = bins.Bins(engine.about.answers)
        self._answered = [self._column(name, output) for name in NUMBERS[:1]]
        self._engine = engine

    def _column(self, name: str, column: bins.Bins) -> tuple[str, bins.Bins, list[Counter]]:
        for label, share in zip(column.labels, column.shares, strict=True):
            self._shares.labels(name, label).inc(share)  # a known word may be `other`, too
        # Finding a counter by its labels costs more than counting, so it is done once for each bin.
        return name, column, [self._values.labels(name, label) for label in column.labels]


def install(app: FastAPI) -> None:
    """Make the application count, and show the counts at `/metrics`."""
    # Otherwise every counter comes with a second series, which nobody looks at.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    answers = Answers(app)
    registry.register(answers)
    app.state.listeners.append(answers.listen)
    app.state.metrics = registry  # where other extensions register theirs

    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    app.add_api_route("/metrics", metrics, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_middleware(Traffic, registry=registry)
