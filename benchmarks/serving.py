"""Compare the service of an expert repo with FastAPI without a model, and with packaged servers.

Needs uv and wrk on PATH. Run it with `uv run python benchmarks/serving.py`; it prints the table
that stands in docs/benchmarks.md. One worker each, 16 connections, one passenger a request, on
this machine alone; our service checks its input, counts for Prometheus and logs, as it does in
production. All take turns, several rounds, so that a busy moment meets everyone.
"""

import argparse
import json
import os
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SERVERS = Path(__file__).parent / "servers"
PASSENGER = '{"pclass": 1, "sex": "female", "age": 35, "sibsp": 1, "parch": 0, "fare": 53.1}'
QUIET = {"OMP_NUM_THREADS": "1", "BENTOML_DO_NOT_TRACK": "True", "PYTHONPATH": str(SERVERS)}


@dataclass(frozen=True)
class Server:
    """A program that answers for a passenger."""

    name: str
    command: str  # run in the repo; {port}, {second} and {third} are free ports
    path: str
    body: str = PASSENGER
    packages: str = ""  # what its own environment needs beside the repo; empty: the repo's own


TEXT = {"name": "passenger", "shape": [1, 1], "datatype": "BYTES"}
TITANIC = [
    Server("this service: validation, model, metrics, log", "serve --port {port}", "/predict"),
    Server(
        "FastAPI, no model (`def`)",
        "uvicorn bare:app --port {port} --no-access-log --log-level error",
        "/threads",
    ),
    Server(
        "FastAPI, no model (`async def`)",
        "uvicorn bare:app --port {port} --no-access-log --log-level error",
        "/predict",
    ),
    Server("LitServe", f"python {SERVERS}/lit.py {{port}}", "/predict", packages="litserve"),
    Server(
        "MLServer",
        "mlserver start {folder}",
        "/v2/models/titanic/infer",
        json.dumps({"inputs": [{**TEXT, "data": [PASSENGER]}]}),
        "mlserver",
    ),
    Server(
        "`mlflow models serve`",
        "mlflow models serve --env-manager local -m {folder}/model --port {port} --workers 1",
        "/invocations",
        f'{{"dataframe_records": [{PASSENGER}]}}',
        "mlflow",
    ),
    Server(
        "BentoML",
        "bentoml serve bento:Titanic --port {port} --working-dir {servers}",
        "/predict",
        f'{{"passenger": {PASSENGER}}}',
        "bentoml",
    ),
]


def run(command: str, at: Path, **more: str) -> None:
    """Run a command that has to succeed."""
    subprocess.run(shlex.split(command), cwd=at, check=True, env=environment(**more))


def environment(**more: str) -> dict[str, str]:
    """Return the variables of this process, less the environment that runs this script."""
    kept = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    return {**kept, **QUIET, **more}


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on."""
    doors = [socket.socket() for _ in range(count)]
    for door in doors:
        door.bind(("127.0.0.1", 0))
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def installed(server: Server, repo: Path, folder: Path) -> Path:
    """Return the folder of programs a server runs from."""
    if not server.packages:
        return repo / ".venv" / "bin"
    venv = folder / "venv"
    run(f"uv venv --quiet {venv}", repo)
    wanted = f"--editable {repo} {server.packages}"
    run(f"uv pip install --quiet --compile-bytecode --python {venv} {wanted}", repo)
    return venv / "bin"


def prepared(server: Server, folder: Path, programs: Path, ports: list[int]) -> str:
    """Write the files a server asks for, and return its command."""
    if server.packages == "mlserver":
        model = {"name": "titanic", "implementation": "ml.Titanic"}
        (folder / "model-settings.json").write_text(json.dumps(model), "utf-8")
        http, grpc, metrics = ports
        doors = {"http_port": http, "grpc_port": grpc, "metrics_port": metrics}
        settings = {"host": "127.0.0.1", "parallel_workers": 0, "debug": False, **doors}
        (folder / "settings.json").write_text(json.dumps(settings), "utf-8")
    if server.packages == "mlflow" and not (folder / "model").exists():
        run(f"{programs}/python {SERVERS}/flow.py {folder}/model", SERVERS)
    return server.command.format(port=ports[0], folder=folder, servers=SERVERS)


@contextmanager
def started(server: Server, repo: Path, folder: Path, programs: Path) -> Iterator[str]:
    """Run a server until the block ends; yield the address to ask."""
    ports = free_ports(3)
    program, *words = shlex.split(prepared(server, folder, programs, ports))
    log = (folder / "log").open("w")
    path = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    process = subprocess.Popen(
        [programs / program, *words],
        cwd=repo,
        env=environment(**path),
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{ports[0]}{server.path}"
    try:
        wait(address, server.body, process, folder / "log")
        yield address
    finally:
        process.terminate()  # BentoML ends workers that are in no group of its own
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def wait(address: str, body: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask until an answer comes."""
    head = {"Content-Type": "application/json"}
    end = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < end:
        try:
            asked = urllib.request.Request(address, body.encode(), head)
            with urllib.request.urlopen(asked, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    sys.exit(f"{address} does not answer:\n{log.read_text('utf-8')[-2000:]}")


def measured(address: str, body: str, seconds: int, folder: Path) -> tuple[float, float, float]:
    """Return the answers a second, and the median and 99th percentile of waiting in ms."""
    script = folder / "post.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.body = {json.dumps(body)}\n'
        'wrk.headers["Content-Type"] = "application/json"\n',
        "utf-8",
    )
    command = f"wrk --threads 1 --connections 16 --duration {seconds}s --latency --script {script}"
    said = subprocess.run(
        [*shlex.split(command), address], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in said:
        sys.exit(f"{address} refused:\n{said}")
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    waits = [re.search(rf"{share}%\s+([\d.]+)(us|ms|s)\s*\n", said) for share in (50, 99)]
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    times = [float(found[1]) * unit[found[2]] for found in waits if found]
    if not rate or len(times) < 2:
        sys.exit(f"{address} was not measured:\n{said}")
    return float(rate[1]), times[0], times[1]


def main() -> None:
    """Make an expert repo, install everybody, measure in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, repo = Path(name), Path(name) / "titanic"
        run(f"{sys.executable} -m mltrail new {repo} --project titanic --level expert", folder)
        run("uv sync --quiet", repo)
        run("uv run train", repo)
        run("uv run export", repo)
        homes = {server: folder / str(index) for index, server in enumerate(TITANIC)}
        for home in homes.values():
            home.mkdir()
        programs = {server: installed(server, repo, homes[server]) for server in TITANIC}
        found: dict[Server, list[tuple[float, float, float]]] = {server: [] for server in TITANIC}
        for _ in range(asked.rounds):
            for server in TITANIC:
                home, body = homes[server], server.body
                with started(server, repo, home, programs[server]) as address:
                    measured(address, body, 2, home)  # warm up
                    found[server].append(measured(address, body, asked.seconds, home))
    print(table(found))


def table(found: dict[Server, list[tuple[float, float, float]]]) -> str:
    """Return the medians over all rounds; ratios are taken within each round."""
    ours = [rate for rate, _, _ in found[TITANIC[0]]]
    lines = ["| server | answers/s | p50 ms | p99 ms | this service is |", "|---|---|---|---|---|"]
    for server, rounds in found.items():
        rate, median, slow = (statistics.median(column) for column in zip(*rounds, strict=True))
        pairs = zip(ours, rounds, strict=True)
        times = statistics.median(mine / theirs[0] for mine, theirs in pairs)
        lines.append(f"| {server.name} | {rate:,.0f} | {median:.1f} | {slow:.0f} | {times:.2f} x |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
