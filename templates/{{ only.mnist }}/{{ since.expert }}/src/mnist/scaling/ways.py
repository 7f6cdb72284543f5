"""How a network is trained: what makes a training quicker and hardly touches what it learns."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import params
from ..analysis.networks import network_of as untrained
from ..history import TrainingError, check
from ..network import Network
from ..params import Params

MOST = 64  # processes that one computer is asked for


@dataclass(frozen=True)
class Way:
    """How to compute. The batch is that of all processes together."""

    batch_size: int
    precision: str = "float32"
    layout: str = "channels_last"
    workers: int = 0  # processes that prepare the images, for each one that computes


def network_of(path: Path) -> tuple[Params, Network]:
    """Return the settings in a file and the untrained network they ask for, or TrainingError."""
    settings = params.load(path)
    return settings, checked(untrained(settings))


def checked(network: Network) -> Network:
    """Return the network, or raise TrainingError if several processes cannot train it."""
    if network.patience:
        raise TrainingError("Processes that train together do not stop early: `patience: 0`.")
    check(network.epochs, network.batch_size, network.learning_rate, 0)
    return network


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what argparse needs to take a whole number from `least` to `most`."""

    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be from {least} to {most}, not {text}")
        return int(text)

    return number
