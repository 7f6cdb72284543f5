"""Count what the server does, for Prometheus to fetch from `/metrics`.

An extension: `serve` finds it by its entry point in pyproject.toml. It counts requests, errors and
seconds by route, answers, and live values in the bins of the training data, all in memory.
"""

from collections.abc import Iterable
from threading import Lock
from time import perf_counter
from typing import Literal, NamedTuple, get_origin

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
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


class Traffic:
    """Counts requests and seconds by route. Pure ASGI: it costs microseconds, and no task."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        """Wrap an application; what none of its routes answers is counted as `other`."""
        self._app = app
        self._requests = Counter(
            "http_requests", "Answered requests", ["route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer", ["route"], buckets=STEPS, registry=registry
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
            requests, seconds = self._metrics(route.path if route else "other", status)
            requests.inc()
            seconds.observe(perf_counter() - start)

    def _metrics(self, route: str, status: int) -> tuple[Counter, Histogram]:
        # A route and not a path: whoever tries a million paths must not fill the memory.
        found = self._known.get((route, status))
        if found is None:
            found = self._requests.labels(route, str(status)), self._seconds.labels(route)
            self._known[route, status] = found
        return found


class Column(NamedTuple):
    """How often each bin of a column was seen."""

    name: str
    bins: bins.Bins
    counts: list[int]


class Answers(Collector):
    """Counts answers and what was asked: plain numbers, turned into metrics only when fetched."""

    def __init__(self, app: FastAPI) -> None:
        """Start empty; the bins come from the model as soon as there is one."""
        self._app, self._lock = app, Lock()
        self._engine: Engine | None = None
        self._asked: list[Column] = []
        self._answered: list[Column] = []
        self._verdicts: dict[tuple[str, str], int] = {}

    def listen(self, requests: list[schema.Request], answers: list[schema.Answer]) -> None:
        """Count a prediction; batches call this from several threads."""
        with self._lock:
            self._learn_bins()
            for asked, answer in zip(requests, answers, strict=True):
                known, said = facts.of(asked), vars(answer)
                for name, column, counts in self._asked:
                    counts[column.place(known[name])] += 1
                for name, column, counts in self._answered:
                    counts[column.place(said[name])] += 1
                for name in VERDICTS:
                    key = (name, str(said[name]))
                    self._verdicts[key] = self._verdicts.get(key, 0) + 1

    def _learn_bins(self) -> None:
        engine: Engine | None = self._app.state.slot.engine
        if engine is None or engine is self._engine:
            return
        self._engine = engine
        known = bins.of(engine.about.profile)
        self._asked = [_column(name, known[name]) for name in known if name in facts.NAMES]
        self._answered = [_column(name, bins.Bins(engine.about.answers)) for name in NUMBERS[:1]]

    def collect(self) -> Iterable[Metric]:
        """Return the counts as metrics; before a model is there, only that there is none."""
        with self._lock:
            self._learn_bins()
            loaded, verdicts = self._engine, dict(self._verdicts)
            columns = [*self._asked, *self._answered]
            counts = [list(column.counts) for column in columns]
        info = GaugeMetricFamily("model_info", "The loaded model", labels=["model", "version"])
        if loaded:
            info.add_metric([loaded.about.model, loaded.version], 1)
        answers = CounterMetricFamily("model_answers", "Answers", labels=["field", "answer"])
        for key, count in verdicts.items():
            answers.add_metric(key, count)
        labels = ["column", "bin"]
        values = CounterMetricFamily("model_values", "Values by bin", labels=labels)
        shares = GaugeMetricFamily("model_reference_share", "Share in training", labels=labels)
        for column, seen in zip(columns, counts, strict=True):
            for place, label in enumerate(column.bins.labels):
                values.add_metric([column.name, label], seen[place])
                shares.add_metric([column.name, label], column.bins.shares[place])
        return [info, answers, values, shares]

    def describe(self) -> Iterable[Metric]:
        """Name no metrics ahead of time: which there are depends on the model."""
        return []


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

    def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    app.add_api_route("/metrics", metrics, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_middleware(Traffic, registry=registry)


def _column(name: str, sorted_into: bins.Bins) -> Column:
    return Column(name, sorted_into, [0] * len(sorted_into.labels))
