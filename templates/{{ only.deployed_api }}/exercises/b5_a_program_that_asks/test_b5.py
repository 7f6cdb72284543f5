"""A program that asks a service: a small one that this check plays itself."""

import json
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from written import written

from deployed_api import errors

LOAN = {"amount": 1000, "price": 1500, "time": 48, "expenses": 50, "records": "no"}


def chances(loan, months, url):
    module = written(errors, "ask.py", "chances")
    return module.chances(loan, months, url)


@contextmanager
def service(status=200, says=None):
    """Play a service; give its address and the list of what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers.get("Content-Length") or 0)
            try:
                body = json.loads(self.rfile.read(size))
            except ValueError:
                body = None
            asked.append((self.path, self.headers.get("Content-Type", ""), body))
            time = body.get("time", 0) if isinstance(body, dict) else 0
            answer = json.dumps(
                says or {"probability": time / 1000, "verdict": "goes bad"}
            ).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self):
            self.do_POST()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("months", [[12, 24, 36], [60], []])
def test_a_probability_for_each(months):
    with service() as (url, asked):
        found = chances(LOAN, months, url)
    assert len(asked) == len(months), f"For {months} it asks {len(asked)} times."
    right = {month: month / 1000 for month in months}
    assert found == right, f"For {months} the service said {right}, and your function {found}."


def test_how_it_asks():
    with service() as (url, asked):
        chances(LOAN, [12], url)
    path, kind, body = asked[0]
    assert path == "/predict", f"It asks `{path}` instead of `/predict`."
    assert body is not None, "What it sends is no JSON."
    assert kind.startswith("application/json"), (
        "The question lacks the header `Content-Type: application/json`."
    )
    assert body == LOAN | {"time": 12}, (
        "More than `time` of the loan has changed, or something is missing."
    )


def test_the_loan_that_was_given_stays():
    loan = dict(LOAN)
    with service() as (url, _):
        chances(loan, [12, 24], url)
    assert loan == LOAN, "`chances` changes the dictionary that it was given."


@pytest.mark.parametrize(
    ("status", "said"), [(422, "`time`: must be larger."), (503, "There is no model.")]
)
def test_a_refusal_is_told_in_the_services_words(status, said):
    with service(status, {"detail": said}) as (url, _):
        try:
            found = chances(LOAN, [12], url)
        except errors.UserError as problem:
            assert said in str(problem), f"The service said `{said}`, your sentence is `{problem}`."
            return
        except OSError as problem:
            found = type(problem).__name__
    pytest.fail(f"A refusal with status {status} should become a UserError, not {found}.")


def told(url):
    """Return what is said where no answer comes."""
    try:
        found = chances(LOAN, [12], url)
    except errors.UserError as problem:
        return str(problem)
    except OSError as problem:
        found = type(problem).__name__
    pytest.fail(f"Where nobody answers, there should be a UserError, not {found}.")


def test_nobody_answers():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"  # taken, but nobody listens
        assert url in told(url), f"The sentence should name `{url}`: `{told(url)}`."


def test_somebody_hangs_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def hang_up():
            line, _ = server.accept()
            line.recv(10_000)
            line.close()

        Thread(target=hang_up, daemon=True).start()
        said = told(url)
    assert url in said, f"If somebody hangs up, the sentence should name `{url}`: `{said}`."
