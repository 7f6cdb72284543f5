"""Let Ray start the processes that train together, on this computer or on those of a cluster."""

import logging
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.numpy import load_file, save_file

from ..analysis.networks import network_of
from ..data import Splits
from ..history import Epoch
from ..network import Network
from ..params import Params
from . import distribute
from .parallel import ParallelError, Team
from .ways import Way

NAME = "weights.safetensors"


class Work(NamedTuple):
    """What every process gets: the settings, the digits, and how to compute."""

    settings: Params
    splits: Splits
    way: Way


class Where(NamedTuple):
    """On how many processes, of which cluster, and where these leave their checkpoints."""

    processes: int
    address: str | None = None
    storage: str | None = None


def run(network: Network, work: Work, where: Where) -> None:
    """Train the network on Ray, and note how things stood after each epoch.

    Raises ParallelError if a process failed.
    """
    from ..operations import scale  # slow to import, and the processes have no need of it

    folder = nullcontext(where.storage) if where.storage else tempfile.TemporaryDirectory()
    with scale.cluster(where.address, where.processes), folder as storage:
        from ray.train import CheckpointConfig, RunConfig, ScalingConfig
        from ray.train.torch import TorchTrainer
        from ray.train.v2.api.exceptions import TrainingFailedError

        logging.getLogger("ray.train").setLevel(logging.ERROR)
        trainer = TorchTrainer(
            _learn,
            train_loop_config={"work": work},
            scaling_config=ScalingConfig(
                num_workers=where.processes, use_gpu=torch.cuda.is_available()
            ),
            run_config=RunConfig(
                storage_path=storage,
                checkpoint_config=CheckpointConfig(num_to_keep=1),
            ),
        )
        try:
            result = trainer.fit()
        except TrainingFailedError as problem:
            reason = str(problem).strip().splitlines()[-1]
            raise ParallelError(f"A process on Ray failed. {reason}") from None
        with result.checkpoint.as_directory() as kept:
            network.restore(load_file(Path(kept) / NAME))
        network.history = [Epoch(**one) for one in result.metrics["history"]]


def _learn(config: dict[str, Any]) -> None:
    """Do the part of one process; Ray has introduced it to the others."""
    from ray import train as reports
    from ray.train.torch import get_device

    if torch.cuda.is_available():
        torch.cuda.set_device(get_device())
    work: Work = config["work"]
    network = network_of(work.settings)
    context = reports.get_context()
    team = Team(context.get_world_rank(), context.get_world_size())
    history = []

    def after_epoch(epoch: Epoch) -> None:
        history.append(epoch._asdict())
        found = {**epoch._asdict(), "history": history}
        with tempfile.TemporaryDirectory() as folder:
            # Ray keeps no figures but those that come with a checkpoint.
            checkpoint = reports.Checkpoint(folder) if team.rank == 0 else None
            if checkpoint:
                save_file(network.arrays(), Path(folder) / NAME)
            reports.report(found, checkpoint=checkpoint)  # all wait for all

    distribute.learn(network, work.splits, work.way, work.settings.seed, team, after_epoch)
