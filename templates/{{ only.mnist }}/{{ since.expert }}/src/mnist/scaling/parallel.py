"""Several processes that train one network: start them, let them talk, end them together.

They are started by the machinery of `torchrun`, so `distribute` runs under `torchrun` itself, too.
"""

import logging
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import distributed as dist
from torch import nn

from ..errors import UserError

if TYPE_CHECKING:
    from torch.distributed.elastic.multiprocessing.errors import ProcessFailure

MEETING = "MNIST_MEETING"  # the variable with the path of the file through which processes meet
PATIENCE = 10.0  # seconds in which a process that lost its neighbours waits to be ended


class ParallelError(UserError):
    """Processes that did not get to the end together."""


# On a Mac, processes that talk to each other compute on the processor.
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Team(NamedTuple):
    """The number of this process, from 0 up, and how many there are."""

    rank: int = 0
    processes: int = 1


def backend() -> str:
    """Return what carries the gradients: between graphics cards NCCL, else Gloo."""
    return "nccl" if torch.cuda.is_available() else "gloo"


def started() -> bool:
    """Say whether this process is one of several that `torchrun` or `launch` started."""
    return "TORCHELASTIC_RUN_ID" in os.environ


@contextmanager
def joined() -> Iterator[Team]:
    """Meet the other processes, take a graphics card if there are some, and part at the end."""
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    if MEETING in os.environ:
        _leave_with(os.getppid())
        rank, count = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
        way = f"file://{os.environ[MEETING]}"
        dist.init_process_group(backend(), init_method=way, rank=rank, world_size=count)
    else:
        dist.init_process_group(backend())
    try:
        yield Team(dist.get_rank(), dist.get_world_size())
    finally:
        dist.destroy_process_group()


def _leave_with(parent: int) -> None:
    """End this process when the one that started it was killed and can end nobody any more."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def settle(net: nn.Module) -> None:
    """Average what each process measured on its own images: the statistics of batch norm.

    They are running averages, so doing this once an epoch is the same as doing it at each step.
    """
    if not dist.is_initialized():
        return
    for one in chain(net.parameters(), net.buffers()):
        if one.is_floating_point() and not one.requires_grad:
            dist.all_reduce(one.data)
            one.data /= dist.get_world_size()


def mean(values: Sequence[float]) -> list[float]:
    """Return the mean of some numbers over all processes."""
    if not dist.is_initialized():
        return list(values)
    sums = torch.tensor(values, device=DEVICE)
    dist.all_reduce(sums)
    return (sums / dist.get_world_size()).tolist()


def alike(digest: str) -> bool:
    """Say whether all processes call with the same text."""
    if not dist.is_initialized():
        return True
    digests: list[str] = [""] * dist.get_world_size()
    dist.all_gather_object(digests, digest)
    return len(set(digests)) == 1


def launch(module: str, argv: Sequence[str], processes: int) -> None:
    """Run a module in so many processes and wait for them; ParallelError if one failed.

    They meet in a file and talk over the loopback interface: no other computer can listen in.
    """
    # slow to import, and the processes themselves have no need of it
    from torch.distributed.elastic.multiprocessing.api import SignalException
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)
    _prepare(processes)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ[MEETING] = str(Path(folder) / "processes")
        config = LaunchConfig(
            min_nodes=1,
            max_nodes=1,
            nproc_per_node=processes,
            run_id="mnist",
            rdzv_backend="c10d",
            rdzv_endpoint=str(Path(folder) / "launchers"),
            rdzv_configs={"store_type": "file"},
            max_restarts=0,
            local_addr="127.0.0.1",
            shutdown_timeout=5,
        )
        try:
            elastic_launch(config, sys.executable)("-m", module, *argv)
        except ChildFailedError as problem:
            rank, failure = problem.get_first_failure()
            raise ParallelError(_told(rank, failure, processes)) from None
        except SignalException as stop:
            sys.exit(128 + int(stop.sigval))
        finally:
            del os.environ[MEETING]


def _prepare(processes: int) -> None:
    cards = torch.cuda.device_count()
    if 0 < cards < processes:
        raise ParallelError(f"For {processes} processes there must be {processes} graphics cards.")
    cores = max(1, (os.cpu_count() or 1) // processes)
    given = int(os.environ.get("OMP_NUM_THREADS", cores))
    os.environ["OMP_NUM_THREADS"] = str(min(given, cores))  # they share the processor
    os.environ["TQDM_DISABLE"] = "1"  # one bar would be drawn over the other
    os.environ["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = "1"  # a port for which there is no use here
    for _, name in socket.if_nameindex():
        if name in ("lo", "lo0"):  # how Linux and macOS call the loopback interface
            os.environ["GLOO_SOCKET_IFNAME"] = name


def _told(rank: int, failure: "ProcessFailure", processes: int) -> str:
    who = f"Process {rank + 1} of {processes}"
    if failure.exitcode < 0:
        return f"{who} was ended by {failure.signal_name()}; so all were stopped."
    message = failure.error_file_data.get("message")
    if not isinstance(message, dict):
        return f"{who} ended with exit code {failure.exitcode}; so all were stopped."
    return str(message["message"]).partition(": ")[2]  # without the name of the exception


@contextmanager
def reporting() -> Iterator[None]:
    """Leave a mistake that the user can put right to `launch`, which tells it once for all."""
    from torch.distributed.elastic.multiprocessing.errors import get_error_handler

    try:
        yield
    except UserError as problem:
        get_error_handler().record_exception(problem)
        os._exit(1)  # at once: a farewell to the others would wait for an answer
    except RuntimeError as problem:
        if "Connection" in str(problem):
            time.sleep(PATIENCE)  # another process is gone; `launch` is about to end this one
        raise
