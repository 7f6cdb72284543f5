"""The score between the version that answers and its challenger, and when the contest is over."""

from collections.abc import Iterable
from threading import Lock

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..service import schema


class Rules(BaseSettings):
    """Who challenges, whom it answers, and what it may get wrong; stated beforehand."""

    model_config = SettingsConfigDict(frozen=True)

    challenger: str = ""  # as MODEL; empty: nobody challenges
    canary: float = Field(0.0, ge=0, le=1)  # share of the callers whom it answers
    shadow: float = Field(1.0, ge=0, le=1)  # share of the other requests that it is asked about
    canary_errors: int = Field(3, ge=0)  # failures that are forgiven
    canary_disagreement: float = Field(0.1, ge=0, le=1)  # share of other decisions
    canary_least: int = Field(200, ge=1)  # comparisons before that share is judged


class Status(BaseModel):
    """How the contest stands."""

    champion: str | None
    challenger: str | None
    share: float = Field(description="of the callers that the challenger answers")
    compared: int
    differed: int = Field(description="comparisons in which it decided otherwise")
    errors: int
    dropped: int = Field(description="comparisons that there was no time for")
    mean_distance: float = Field(description="between the two probabilities")
    stopped: str = Field(description="why the contest is over; empty: it goes on")
    problem: str = Field(description="why the newest challenger is not here; empty: it is")


class Contest(Collector):
    """Counts, from several threads; over as soon as a bound is passed."""

    def __init__(self, rules: Rules) -> None:
        """Start at nought."""
        self._rules, self._lock = rules, Lock()
        self.begin()

    def begin(self) -> None:
        """Forget everything: there is a new challenger."""
        self.compared = self.differed = self.errors = self.dropped = 0
        self.distance = 0.0
        self.stopped = ""
        self.answers: dict[tuple[str, str], int] = {}  # who and what -> how often

    def compare(self, ours: schema.Answer, theirs: schema.Answer) -> None:
        """Note what both said of the same loan."""
        with self._lock:
            self.compared += 1
            self.distance += abs(ours.probability - theirs.probability)
            self.differed += ours.decision != theirs.decision
            if self.compared < self._rules.canary_least:
                return
            share = self.differed / self.compared
            if share > self._rules.canary_disagreement and not self.stopped:
                self.stopped = f"{share:.0%} of its decisions differ ({self.compared} compared)"

    def fail(self, problem: Exception) -> None:
        """Note that the challenger could not answer."""
        with self._lock:
            self.errors += 1
            if self.errors > self._rules.canary_errors and not self.stopped:
                reason = (str(problem).splitlines() or [""])[0]
                self.stopped = f"{self.errors} errors, the last one: {reason[:200]}"

    def told(self, who: str, decision: str) -> None:
        """Note that somebody got this answer."""
        with self._lock:
            self.answers[who, decision] = self.answers.get((who, decision), 0) + 1

    def collect(self) -> Iterable[Metric]:
        """Return the counts as metrics."""
        with self._lock:
            answers = CounterMetricFamily("canary_answers", "Answers", labels=["who", "decision"])
            for labels, count in self.answers.items():
                answers.add_metric(labels, count)
            counts = {
                "compared": self.compared,
                "differed": self.differed,
                "errors": self.errors,
                "dropped": self.dropped,
            }
            over = float(bool(self.stopped))
        yield answers
        for name, count in counts.items():
            yield CounterMetricFamily(f"canary_{name}", f"Shadow requests: {name}", value=count)
        yield GaugeMetricFamily("canary_stopped", "Whether the contest is over", value=over)

    def describe(self) -> Iterable[Metric]:
        """Name no metrics ahead of time."""
        return []
