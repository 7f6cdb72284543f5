"""Requests that are begun and never finished are cut off; others are answered meanwhile."""

import importlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import ExitStack

import pytest
import uvicorn

BEGINNINGS = [
    b"",
    b"GET /health HTTP/1.1\r\nHost: me\r\n",
    b"POST /predict HTTP/1.1\r\nHost: me\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100\r\n\r\n{",
]


@pytest.fixture
def package(app):
    return type(app.state.settings).__module__.rpartition(".")[0]


@pytest.fixture
def connections(package):
    return importlib.import_module(f"{package}.connections")


@pytest.fixture
def port(app, connections):
    """Return the port of a server whose connections are those of `serve`."""
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=connections.Connection, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    yield door.getsockname()[1]
    server.should_exit = True
    thread.join()


def opened(port, beginning):
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(beginning)
    return connection


def closed(connection):
    """Wait until the other side hangs up; return what it said before."""
    said = b""
    try:
        while piece := connection.recv(4096):
            said += piece
    except ConnectionResetError:
        pass
    return said


def alive(port):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy
    with direct.open(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
        return answer.status == 200


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_what_does_not_arrive_in_time_is_cut_off(port, connections, monkeypatch, beginning):
    monkeypatch.setattr(connections, "ARRIVAL", 0.2)
    with opened(port, beginning) as connection:
        closed(connection)  # would wait for ever, and then fail
        assert alive(port)


def test_a_second_request_on_a_connection_has_its_time_too(port, connections, monkeypatch):
    monkeypatch.setattr(connections, "ARRIVAL", 0.2)
    whole, half = b"GET /health HTTP/1.1\r\nHost: me\r\n\r\n", BEGINNINGS[1]
    with opened(port, whole + half) as connection:
        assert closed(connection).count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_of_too_many_the_oldest_go_first(port, connections, monkeypatch, beginning):
    monkeypatch.setattr(connections, "MOST", 5)
    with ExitStack() as stack:
        held = [stack.enter_context(opened(port, beginning)) for _ in range(20)]
        assert alive(port)
        for connection in held[:15]:
            closed(connection)
        held[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            held[-1].recv(1)


def test_the_server_as_it_is_started_keeps_the_bound(package, connections, exported):
    own = {"MODEL": str(exported / "model.onnx"), "HOST": "127.0.0.1", "PORT": "0"}
    command = [sys.executable, "-m", f"{package}.serve"]
    more, pipe = 20, subprocess.PIPE
    with (
        subprocess.Popen(command, env=os.environ | own, stderr=pipe, text=True) as server,
        ExitStack() as stack,
    ):
        try:
            lines = iter(server.stderr.readline, "")
            port = next(int(hit[1]) for line in lines if (hit := re.search(r":(\d+) ", line)))
            held = [
                stack.enter_context(opened(port, BEGINNINGS[1]))
                for _ in range(connections.MOST + more)
            ]
            assert alive(port)
            for connection in held[:more]:
                closed(connection)
        finally:
            server.send_signal(signal.SIGTERM)
