"""Train one network by several processes together, each on its part of every batch.

Run it with `uv run distribute --processes 2`; with `--on ray` the processes may be on the machines
of a Ray cluster. Stopped, or killed? The same command goes on. It writes what `train` writes.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch.nn.parallel import DistributedDataParallel
from torch.optim import AdamW

from .. import data, params
from ..data import Digits, Splits
from ..errors import reported
from ..history import AfterEpoch, Epoch, resumable, show
from ..network import Network
from ..params import Params
from . import loading, parallel, steps, ways
from .parallel import Team
from .ways import Way


def learn(
    network: Network,
    splits: Splits,
    way: Way,
    seed: int,
    team: Team,
    after_epoch: AfterEpoch,
    checkpoint: Path | None = None,
) -> None:
    """Train a network as one of a team; every process ends with the same weights.

    All look at the validation set, since those that do not would only wait for the one that does;
    `after_epoch` is told in each of them. The first one writes the checkpoints, all read them.
    """
    loader = loading.loader(steps.dataset(network, splits.train), way, seed, team)
    module = steps.Module(network, way, seed)
    # Averages the gradients over all processes, while they are still being worked out. Each keeps
    # its own statistics of batch norm until parallel.settle; else the first one's would win.
    together = torch.distributed.is_initialized()
    net = DistributedDataParallel(module, forward_sync_buffers=False) if together else module
    # A batch of other size is as noisy as its square root tells, and Adam's steps follow the noise.
    largest = network.learning_rate * (way.batch_size / network.batch_size) ** 0.5
    optimizer = AdamW([weight for weight in net.parameters() if weight.requires_grad], largest)
    scheduler = steps.scheduler(network, optimizer, largest, network.epochs * len(loader))
    progress = steps.Progress(checkpoint, net=module, optimizer=optimizer, scheduler=scheduler)
    history = _agreed(progress.load())
    for number in range(len(history) + 1, network.epochs + 1):
        loader.sampler.set_epoch(number)  # type: ignore[attr-defined]  # another order
        steps.reseed(module, (seed + number) * team.processes + team.rank)
        loss, accuracy = parallel.mean(steps.train_epoch(net, loader, optimizer, scheduler))
        parallel.settle(module)
        network.net = module.net
        history.append(Epoch(number, loss, accuracy, *unseen(network, splits.validation)))
        progress.save(history, write=team.rank == 0)
        after_epoch(history[-1])
    module.load_state_dict(progress.best)
    network.net, network.history = module.net, history
    if not parallel.alike(digest(network)):
        raise parallel.ParallelError("The processes ended with different weights.")


def unseen(network: Network, digits: Digits) -> tuple[float, float]:
    """Return log loss and accuracy on digits that are not learned from."""
    probabilities = network.predict_proba(digits.images)  # (n, 10)
    right = probabilities[np.arange(len(digits)), digits.labels]  # (n,): of the right digits
    hits = probabilities.argmax(axis=1) == digits.labels
    return float(-np.log(np.maximum(right, 1e-15)).mean()), float(hits.mean())


def _agreed(history: list[Epoch]) -> list[Epoch]:
    if not parallel.alike(str(history)):
        raise parallel.ParallelError(
            "The processes read different checkpoints. Give them a `--root` that all of them see."
        )
    return history


def digest(network: Network) -> str:
    """Return a fingerprint of all weights: it differs as soon as one bit does."""
    seen = hashlib.sha256()
    for name, array in sorted(network.arrays().items()):
        seen.update(name.encode() + array.tobytes())
    return seen.hexdigest()[:12]


def finish(network: Network, settings: Params, splits: Splits, root: Path) -> None:
    """Judge a trained network, print its scores, and write what `train` writes."""
    from .. import train  # slow to import, and only one process judges

    result = train.judge(network, settings, splits)
    print(f"\n{train.table(result)}", end="\n\nWrote:\n")
    for path in train.save(result, root):
        print(f"  {path.relative_to(root)}")


def together(flags: argparse.Namespace, team: Team) -> None:
    """Do this process's part; the first one also speaks and writes."""
    settings, network = ways.network_of(flags.params)
    splits, way = data.split(data.load(), settings.seed), _way(flags, network)
    first = team.rank == 0
    if first:
        who = "1 process" if team.processes == 1 else f"{team.processes} processes"
        each = f"{way.batch_size // team.processes} images each"
        print(f"{who} on {parallel.DEVICE}, {each} a step, {way.precision}", flush=True)
    run = f"{settings} {way} {team.processes} {splits.train.fingerprint()}"
    folder = flags.root / "models" / "checkpoint-distribute"
    began = time.perf_counter()
    with resumable(folder, run) as checkpoint:
        tell = show if first else lambda epoch: None
        learn(network, splits, way, settings.seed, team, tell, checkpoint)
    if first:
        print(f"{time.perf_counter() - began:.1f} seconds")
        print(f"the same weights in each process: {digest(network)}")
        finish(network, settings, splits, flags.root)


def _way(flags: argparse.Namespace, network: Network) -> Way:
    size = flags.batch_size or network.batch_size
    return Way(size, flags.precision, flags.layout, flags.workers)


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("scaling.distribute", description=__doc__.splitlines()[0])
    add, usual = flags.add_argument, Way(0)
    add("--processes", type=ways.between(1, ways.MOST), help="default: one a card, else 2")
    add("--on", choices=["torchrun", "ray"], default="torchrun", help="default: torchrun")
    add("--address", help="a Ray cluster, as in 10.0.0.5:6379; default: make one here")
    add("--storage", help="a folder that all machines of the cluster see")
    add("--batch-size", type=ways.between(1, 65536), help="images a step; default: the model's")
    add("--precision", choices=steps.PRECISIONS, default=usual.precision, help="default: float32")
    add("--layout", choices=steps.LAYOUTS, default=usual.layout, help="of images in memory")
    add("--workers", type=ways.between(0, ways.MOST), default=0, help="they prepare images")
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
        processes = flags.processes or torch.cuda.device_count() or 2
        _, network = ways.network_of(flags.params)  # mistakes come out now, not in every process
        loading.part_of(_way(flags, network).batch_size, processes)
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
    settings, network = ways.network_of(flags.params)
    splits = data.split(data.load(), settings.seed)
    work = raytrain.Work(settings, splits, _way(flags, network))
    where = raytrain.Where(processes, flags.address, flags.storage)
    raytrain.run(network, work, where)
    for epoch in network.history:  # the processes may be far away: what they print is not seen here
        show(epoch)
    finish(network, settings, splits, flags.root)


if __name__ == "__main__":
    main()
