"""How a network is trained: what makes a training quicker and hardly touches what it learns."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from ..learning import LearningError, check_settings
from ..network import Network
from . import steps

MOST = 64  # processes that one computer is asked for


@dataclass(frozen=True)
class Way:
    """How to compute. The batch is that of all processes together."""

    batch: int
    precision: str = "float32"
    layout: str = steps.LAYOUTS[0]
    workers: int = 0  # processes that prepare the images, for each one that computes


def network_of(model: object, name: str) -> Network:
    """Return a model as the network that it is, or raise LearningError if it is none."""
    if isinstance(model, Network):
        return model
    if isinstance(getattr(model, "model", None), Network):
        raise LearningError("Processes that train together do not stop early: `patience: 0`.")
    raise LearningError(f"`{name}` is no network. Choose one in params.yaml: `model: cnn`.")


def add(flags: argparse.ArgumentParser) -> None:
    """Add the flags that describe a way to train."""
    add = flags.add_argument
    add("--batch", type=between(1, 65536), help="images of one step; default: the model's own")
    add("--precision", choices=steps.precisions(), default="float32", help="default: float32")
    if len(steps.LAYOUTS) > 1:
        add("--layout", choices=steps.LAYOUTS, default=steps.LAYOUTS[0], help="of images in memory")
    add("--workers", type=between(0, MOST), default=0, help="processes that prepare images")


def chosen(flags: argparse.Namespace, network: Network) -> Way:
    """Return the way that flags describe; LearningError if the network cannot be trained like it.

    The network has a batch size of its own, which is taken unless the flags name another.
    """
    layout = getattr(flags, "layout", steps.LAYOUTS[0])
    way = Way(flags.batch or network.batch, flags.precision, layout, flags.workers)
    check_settings(network.epochs, way.batch, network.learning_rate)
    return way


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what argparse needs to take a whole number from `least` to `most`."""

    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be from {least} to {most}, not {text}")
        return int(text)

    return number
