"""The drills: each breaks something for real, sees it, and mends it as RUNBOOK.md says."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from .. import data, params, train
from ..access import keys
from ..errors import UserError
from ..operations import capacity, cases, loadtest
from ..service import registry
from ..tracking import export, release, track
from . import stage

MODEL = data.ROOT / "models"
FOLLOW = "1"  # seconds: nobody wants to wait for ten in a drill


class DrillError(UserError):
    """Something that did not go as the runbook says."""


class Notes:
    """Writes down what is done and seen, line by line, as it happens."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        """Take where the lines go; the clock starts with the first one."""
        self._say = say
        self._begun: float | None = None

    def write(self, kind: str, text: str) -> None:
        """Write a line: `do` for what somebody does, `see` for what is to be seen then."""
        self._begun = self._begun or time.monotonic()
        self._say(f"{time.monotonic() - self._begun:6.1f} s  {kind:<4}{text}")

    def do(self, text: str) -> None:
        """Write down what is done."""
        self.write("do", text)

    def see(self, text: str, happened: bool) -> None:
        """Write down what is seen, or raise DrillError if it did not happen."""
        if not happened:
            raise DrillError(f"Expected and not seen: {text}")
        self.write("see", text)

    def wait(self, text: str | Callable[[], str], happened: Callable[[], bool]) -> None:
        """Write down what is seen as soon as it happens; text that is only known then may wait."""
        end = time.monotonic() + stage.PATIENCE
        while not happened() and time.monotonic() < end:
            time.sleep(0.05)
        self.see(text if isinstance(text, str) else text(), happened())


def corrupt_model(notes: Notes, folder: Path) -> None:
    """Damage the model file; the service must say so, and find the mended one by itself."""
    for name in registry.FILES:
        shutil.copy(_exported(name), folder)
    model = folder / "model.onnx"
    content = model.read_bytes()
    notes.do("one bit of model.onnx flips, and the service starts")
    model.write_bytes(bytes([*content[:-1], content[-1] ^ 1]))
    with stage.service(folder, MODEL=str(model)) as server:
        ready = server.ask("/ready")
        reason = ready.body["detail"].partition("` ")[2]  # after the path of the file
        notes.see(f"GET /ready: {ready.status}, it {reason}", ready.status == 503)
        asked = server.predict().status
        notes.see(f"POST /predict: {asked}, no answer made up", asked == 503)
        alive = server.ask("/health").status
        notes.see(f"GET /health: {alive}, so nobody restarts it in vain", alive == 200)
        notes.do("put the sound file back (`uv run export`)")
        model.write_bytes(content)
        notes.wait("GET /ready: 200, without a restart", lambda: server.ask("/ready").status == 200)
        notes.see("POST /predict: 200", server.predict().status == 200)


def registry_down(notes: Notes, folder: Path) -> None:
    """Take the registry away; the service must go on, and follow again once it is back."""
    port = loadtest.free_port()
    with _versions(folder, port) as (uri, server):
        before = server.predict().body["model_version"]
        notes.see(f"version {before} answers", server.ask("/ready").status == 200)
        notes.do("the registry goes down")
        uri.stop()
        notes.wait(lambda: f"log: {_gist(server)}", lambda: "cannot be reached" in _gist(server))
        during = server.predict()
        notes.see(f"POST /predict: {during.status}, still {before}", during.status == 200)
        notes.do("the registry comes back, and version 2 is released")
        with stage.registry(folder, port), release.client() as client:
            release.pin(client, "2")
            notes.wait(f"version {track.NAME}/2 answers", lambda: _version(server) == "2")


def bad_release(notes: Notes, folder: Path) -> None:
    """Release a model that refuses everybody; see it, and go back."""
    port = loadtest.free_port()
    with _versions(folder, port) as (_, server), release.client() as client:
        loans = {"items": cases.bodies(cases.test(params.load().seed).head(200))}
        notes.see(f"version 1 refuses {_refused(server, loans):.0%} of 200 loans", True)
        notes.do("`uv run release pin 2`: a model that learned next to nothing")
        release.pin(client, "2")
        notes.wait(f"version {track.NAME}/2 answers", lambda: _version(server) == "2")
        share = _refused(server, loans)
        notes.see(f"it refuses {share:.0%} of the same loans", share > 0.9)
        notes.do("`uv run release back`")
        begun = time.monotonic()
        release.back(client)
        notes.wait(f"version {track.NAME}/1 answers", lambda: _version(server) == "1")
        notes.see(f"back after {time.monotonic() - begun:.1f} s; no restart", True)


def slow_answers(notes: Notes, folder: Path) -> None:
    """Let many ask far too much; then one, whom a limit must hold up, and nobody else."""
    calm, storm = loadtest.Load(1, 3, 10.0), loadtest.Load(64, 3)
    model, path = str(_exported("model.onnx")), folder / "keys.json"
    with stage.service(folder, MODEL=model) as server:
        quiet = loadtest.measure(server.url, calm, folder)
        notes.see(f"at 10 requests a second, half are answered in {quiet['p50_ms']:.0f} ms", True)
        notes.do("64 callers ask as fast as they can")
        loud = loadtest.measure(server.url, storm, folder)
        pace, middle = loud["requests_per_second"], loud["p50_ms"]
        notes.see(
            f"{pace:.0f} answers a second, half of them take longer than {middle:.0f} ms",
            middle > quiet["p50_ms"],  # the slowest of thirty calm ones may be a hiccup
        )
    alice, bob = keys.add("alice", None, path), keys.add("bob", None, path)
    notes.do("start it with RATE_LIMIT=20/second; alice asks 300 times a second, bob 10 times")
    with stage.service(
        folder, MODEL=model, API_KEYS_FILE=str(path), RATE_LIMIT="20/second"
    ) as server:
        with ThreadPoolExecutor(10) as pool:
            parts = [pool.submit(_ask, server, alice, 30.0) for _ in range(10)]
            calmly = _ask(server, bob, 10.0)
        loudly = [reply for part in parts for reply in part.result()]
    told = [sum(reply.status == 200 for reply in replies) for replies in (loudly, calmly)]
    waited = median(reply.ms for reply in calmly)
    notes.see(
        f"alice gets {told[0]} of {len(loudly)} answers, and 429 for the others",
        0 < told[0] < len(loudly),
    )
    notes.see(
        f"bob gets {told[1]} of {len(calmly)}, half of them within {waited:.0f} ms",
        told[1] == len(calmly),
    )
    notes.do("work out how many replicas it takes: `uv run capacity`")
    notes.see(f"if one does 100 a second: {capacity.replicas(100, 500)} for 500 a second", True)


def _ask(server: stage.Server, key: str, rate: float, seconds: float = 3.0) -> list[stage.Reply]:
    """Ask about the example at a steady pace."""
    replies, begun = [], time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        replies.append(server.predict(key))
    return replies


def leaked_key(notes: Notes, folder: Path) -> None:
    """Find a key where it should not be; give its owner another, and end it."""
    path = folder / "keys.json"
    leaked = keys.add("alice", None, path)
    model = str(_exported("model.onnx"))
    with stage.service(folder, MODEL=model, API_KEYS_FILE=str(path)) as server:
        notes.see(f"the leaked key asks: {server.predict(leaked).status}", True)
        known = "the log knows whose it is: client alice"
        notes.wait(known, lambda: '"alice"' in server.log("/predict"))
        notes.do("`uv run keys rotate alice --grace 1`, and hand the new key over")
        fresh = keys.rotate("alice", 1, path)
        notes.wait("the new key asks: 200", lambda: server.predict(fresh).status == 200)
        notes.do(f"`uv run keys revoke {keys.fingerprint(leaked)[:8]}`")
        keys.revoke(keys.fingerprint(leaked)[:8], path)
        notes.wait("the leaked key asks: 401", lambda: server.predict(leaked).status == 401)
        notes.see("the new key asks: 200", server.predict(fresh).status == 200)


DRILLS = {
    "corrupt-model": corrupt_model,
    "registry-down": registry_down,
    "bad-release": bad_release,
    "slow-answers": slow_answers,
    "leaked-key": leaked_key,
}


def _exported(name: str) -> Path:
    if not (MODEL / name).exists():
        raise DrillError(f"`models/{name}` does not exist. Run `uv run train` and `uv run export`.")
    return MODEL / name


def _gist(server: stage.Server) -> str:
    line = server.log("stays as it is")
    return line.partition('"message": "')[2].partition('"')[0]


def _version(server: stage.Server) -> str:
    return str(server.predict().body["model_version"]).rpartition("/")[2]


def _refused(server: stage.Server, loans: dict[str, Any]) -> float:
    answers = server.ask("/predict/batch", loans).body["answers"]
    return float(sum(answer["decision"] == "refuse" for answer in answers) / len(answers))


@contextmanager
def _versions(folder: Path, port: int) -> Iterator[tuple[stage.Server, stage.Server]]:
    """Run a registry with two versions, a good and a bad one, and a service that follows it."""
    with stage.registry(folder, port) as store, _environment(store.url):
        with release.client() as client:
            experiment = client.create_experiment("drill")
            client.create_registered_model(track.NAME)
            for name in ("good", "bad"):
                run = client.create_run(experiment, run_name=name).info.run_id
                client.log_artifacts(run, str(_model(name, folder)), registry.FOLDER)
                client.create_model_version(track.NAME, f"runs:/{run}", run)
            release.pin(client, "1")
        model = f"models:/{track.NAME}@champion"
        given = {"MODEL": model, "MLFLOW_TRACKING_URI": store.url, "FOLLOW": FOLLOW}
        with stage.service(folder, **given) as server:
            yield store, server


@contextmanager
def _environment(uri: str) -> Iterator[None]:
    before = os.environ.get("MLFLOW_TRACKING_URI")
    os.environ["MLFLOW_TRACKING_URI"] = uri
    try:
        yield
    finally:
        os.environ.pop("MLFLOW_TRACKING_URI")
        if before is not None:
            os.environ["MLFLOW_TRACKING_URI"] = before


def _model(name: str, folder: Path) -> Path:
    """Return a folder with an exported model; the bad one tells nearly everybody the same."""
    target = folder / name
    target.mkdir()
    if name == "good":
        for file in registry.FILES:
            shutil.copy(_exported(file), target)
        return target
    settings = params.Params(params.load().seed, "logistic_regression", {"C": 0.00001})
    model = train.fit(train.estimator(settings), data.split(data.load(), settings.seed).train)
    export.write(model, settings, {}, target)
    return target


def run(name: str, notes: Notes) -> None:
    """Run one drill in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        DRILLS[name](notes, Path(folder))
