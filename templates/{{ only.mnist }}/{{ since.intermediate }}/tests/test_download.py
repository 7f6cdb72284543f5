"""The full data is fetched, checked, and fetched on after an interruption."""

import gzip
import hashlib
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from mnist import data, download


def idx(numbers):
    """Return an array as MNIST stores it."""
    head = bytes([0, 0, 8, numbers.ndim]) + struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return gzip.compress(head + numbers.astype(np.uint8).tobytes(), mtime=0)


class Shelf(BaseHTTPRequestHandler):
    """Serves what its server holds; may break off."""

    def do_GET(self):
        """Send a file, or the beginning of it."""
        content = self.server.files.get(self.path.lstrip("/"))
        if content is None:
            return self.send_error(404)
        self.server.asked.append(self.path.lstrip("/"))
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.limit])

    def log_message(self, *words):
        """Keep quiet."""


@pytest.fixture
def shelf(monkeypatch, few):
    """A server with four small files, whose checksums `download` expects."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    parts = [few.images[:200], few.labels[:200], few.images[200:], few.labels[200:]]
    server.files = {name: idx(part) for name, part in zip(download.CONTENT, parts, strict=True)}
    server.asked, server.limit = [], None
    server.url = f"http://127.0.0.1:{server.server_port}/"
    sums = [hashlib.sha256(gzip.decompress(each)).hexdigest() for each in server.files.values()]
    monkeypatch.setattr(download, "CONTENT", dict(zip(server.files, sums, strict=True)))
    monkeypatch.setenv("no_proxy", "*")  # this machine needs no proxy to talk to itself
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Let the command write into a folder of the test's own."""
    monkeypatch.setattr(data, "FULL", tmp_path / "data" / "full" / "mnist.npz")
    return tmp_path / "data" / "full"


def test_it_fetches_all_four_files_and_training_uses_them(shelf, folder, capsys):
    download.main(["--url", shelf.url])
    assert "200 to learn from, 100 to test" in capsys.readouterr().out
    assert len(data.load()) == 300
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "mnist.npz"]


def test_what_is_there_is_not_fetched_again(shelf, folder):
    download.main(["--url", shelf.url])
    shelf.asked.clear()
    download.main(["--url", shelf.url])
    assert shelf.asked == []


def test_after_an_interruption_only_what_is_missing_is_fetched(shelf, folder):
    *there, last = shelf.files
    content = shelf.files.pop(last)
    with pytest.raises(SystemExit, match="404"):
        download.main(["--url", shelf.url])
    assert not data.FULL.exists()
    shelf.files[last] = content
    download.main(["--url", shelf.url])
    assert shelf.asked == [*there, last]
    assert len(data.load()) == 300


def test_half_a_file_is_not_kept(shelf, folder):
    shelf.limit = 1000
    with pytest.raises(SystemExit, match="Run `uv run download` again"):
        download.main(["--url", shelf.url])
    assert [path.name for path in folder.iterdir()] == [".gitignore"]


@pytest.mark.parametrize("wrong", [b"not gzip at all", idx(np.zeros((5, 28, 28)))])
def test_a_wrong_file_is_thrown_away(shelf, folder, wrong):
    good = shelf.files["train-images-idx3-ubyte.gz"]
    shelf.files["train-images-idx3-ubyte.gz"] = wrong
    with pytest.raises(SystemExit, match="not the published file"):
        download.main(["--url", shelf.url])
    assert [path.name for path in folder.iterdir()] == [".gitignore"]
    shelf.files["train-images-idx3-ubyte.gz"] = good
    download.main(["--url", shelf.url])


def test_a_damaged_file_is_named(shelf, folder):
    download.main(["--url", shelf.url])
    data.FULL.write_bytes(b"oh")
    with pytest.raises(SystemExit, match="mnist.npz"):
        download.main(["--url", shelf.url])


def test_without_a_network_it_says_so_and_training_still_works(shelf, folder):
    shelf.shutdown()
    shelf.server_close()
    with pytest.raises(SystemExit, match="Are you online"):
        download.main(["--url", shelf.url])
    assert len(data.load()) == 5000


def test_a_wrong_address_is_explained(shelf, folder):
    with pytest.raises(SystemExit, match="404"):
        download.main(["--url", shelf.url + "elsewhere"])
    with pytest.raises(SystemExit, match="no address"):
        download.main(["--url", "elsewhere"])
