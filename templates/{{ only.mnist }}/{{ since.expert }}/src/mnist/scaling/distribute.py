"""Train one network by several processes together, each on its part of every batch.

Run it with `uv run distribute --processes 2`; with `--on ray` the processes may be on the machines
of a Ray cluster. `uv run throughput` tells which flags make it quick. It writes what `train` does.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import torch

from .. import data, params, train
from ..errors import reported
from ..learning import Epoch, Watch, accuracy, log_loss
from ..network import Network
from ..params import Params
from . import loading, parallel, ways
from .parallel import Team
from .steps import Steps
from .ways import Way


def learn(
    network: Network, parts: train.Parts, way: Way, seed: int, team: Team, watch: Watch
) -> list[Epoch]:
    """Train a network as one of a team, and return how things stood after each epoch.

    Every process ends with the same weights. All look at the validation set, since those that do
    not would only wait for the one that does; `watch` is told in each of them.
    """
    deals = loading.Deals(len(parts.learn), way.batch, seed, *team)
    feed = loading.loader(parts.learn, network.augment, deals, way.workers)
    steps, network.history = Steps(network, way, seed), []
    # A batch of other size is as noisy as its square root tells, and Adam's steps follow the noise.
    peak = network.learning_rate * (way.batch / network.batch) ** 0.5
    for number in range(1, network.epochs + 1):
        sums = torch.zeros(3, device=parallel.device())  # losses, right answers, images
        for step, (images, labels, whole) in enumerate(feed):
            rate = peak * network.schedule((number - 1 + step / len(deals)) / network.epochs)
            # The gradients are averaged over processes; this makes it an average over images.
            weight = len(labels) * team.processes / int(whole)
            loss, right = steps.take(images, labels, rate, weight)
            sums += torch.stack([loss, right, torch.full_like(right, len(labels))])
        parallel.settle(steps.net)
        network.restore(steps.arrays())
        network.history.append(_epoch(number, parallel.total(sums), network, parts))
        watch(network.history[-1])
    if not parallel.alike(digest(network)):
        raise parallel.ParallelError("The processes ended with different weights.")
    return network.history


def _epoch(number: int, sums: Sequence[float], network: Network, parts: train.Parts) -> Epoch:
    losses, right, seen = sums
    labels = parts.validation.labels
    chances = network.predict_proba(parts.validation.images)
    unseen = log_loss(labels, chances), accuracy(labels, chances)
    return Epoch(number, losses / seen, right / seen, *unseen)


def digest(network: Network) -> str:
    """Return a fingerprint of all weights: it differs as soon as one bit does."""
    seen = hashlib.sha256()
    for name, array in sorted(network.arrays().items()):
        seen.update(name.encode() + array.tobytes())
    return seen.hexdigest()[:12]


def finish(
    network: Network, settings: Params, parts: train.Parts, history: list[Epoch], root: Path
) -> None:
    """Judge a trained network, print its scores, and write what `train` writes."""
    result = train.judge(network, settings, parts, history)
    print(f"\n{train.table(result)}", end="\n\nWrote:\n")
    for path in train.save(result, root):
        print(f"  {path.relative_to(root)}")


def together(flags: argparse.Namespace, team: Team) -> None:
    """Do this process's part; the first one also speaks and writes."""
    settings, network = prepared(flags.params)
    parts = train.deal(settings.seed)
    way = ways.chosen(flags, network)
    first = team.rank == 0
    if first:
        who = "1 process" if team.processes == 1 else f"{team.processes} processes"
        each = f"{way.batch / team.processes:g} images each"
        print(f"{who} on {parallel.device()}, {each} a step, {way.precision}", flush=True)
    began = time.perf_counter()
    history = learn(network, parts, way, settings.seed, team, train.show if first else _silent)
    seconds = time.perf_counter() - began
    if first:
        rate = len(parts.learn) * network.epochs / seconds
        print(f"{seconds:.1f} seconds, {rate:,.0f} images a second")
        print(f"the same weights in each process: {digest(network)}")
        finish(network, settings, parts, history, flags.root)


def prepared(path: Path) -> tuple[Params, Network]:
    """Return the settings in a file and the untrained network that they ask for."""
    settings = params.load(path)
    return settings, ways.network_of(train.build(settings), settings.model)


def _silent(epoch: Epoch) -> bool:
    return False


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("scaling.distribute", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--processes", type=ways.between(1, ways.MOST), help="default: one a card, else 2")
    add("--on", choices=["torchrun", "ray"], default="torchrun", help="default: torchrun")
    add("--address", help="a Ray cluster, as in 10.0.0.5:6379; default: make one here")
    add("--storage", help="a folder that all machines of the cluster see")
    ways.add(flags)
    add("--params", type=Path, default=params.PATH, help="another settings file")
    add("--root", type=Path, default=data.ROOT, help="where models/ and reports/ go")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, in one process or several."""
    argv = sys.argv[1:] if argv is None else list(argv)
    flags = parser().parse_args(argv)
    if parallel.started():
        with parallel.reporting(), parallel.joined() as team:
            together(flags, team)
        return
    with reported():
        _, network = prepared(flags.params)
        ways.chosen(flags, network)  # a mistake comes out now, not in every process
        processes = flags.processes or torch.cuda.device_count() or 2
        if flags.on == "ray":
            _on_ray(flags, processes, argv)
        elif processes == 1:
            together(flags, Team())
        else:
            parallel.launch(__spec__.name, argv, processes)


def _on_ray(flags: argparse.Namespace, processes: int, argv: Sequence[str]) -> None:
    from ..operations import scale
    from . import raytrain

    if find_spec("ray") is None:
        sys.exit(scale.elsewhere(argv, "scaling.distribute"))
    settings, network = prepared(flags.params)
    parts = train.deal(settings.seed)
    way = ways.chosen(flags, network)
    work = raytrain.Work(settings, parts, way)
    where = raytrain.Where(processes, flags.address, flags.storage)
    history = raytrain.run(network, work, where)
    for epoch in history:  # the processes may be far away: what they print is not seen here
        train.show(epoch)
    finish(network, settings, parts, history, flags.root)


if __name__ == "__main__":
    main()
