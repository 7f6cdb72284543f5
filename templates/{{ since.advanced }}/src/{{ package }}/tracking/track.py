"""Train and keep a record of the run in MLflow: settings, scores, figures and the model itself.

Run it with `uv run track`. The record goes to mlflow.db and mlruns/ in this folder, or to the
server that the environment variable MLFLOW_TRACKING_URI names. Files of `train` are not touched.
"""

import argparse
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from .. import data, params, train
from ..errors import reported
from ..service import registry
from ..service.redaction import redacted
from . import export, flavour

NAME = __package__.partition(".")[0]  # of the experiment and of the registered model
CHAMPION = "champion"  # the alias of the version that `serve` is meant to answer with


class Tracked(NamedTuple):
    """Where a run is to be found."""

    run_id: str
    version: str  # of the registered model
    champion: bool  # whether this version answers to the alias
    result: train.Result


def tracking_uri() -> str:
    """Return the address of the server, or of the database in this folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{data.ROOT / 'mlflow.db'}"


def track(settings: params.Params, name: str | None = None) -> Tracked:
    """Train with these settings, record everything, register the model.

    The first version ever registered becomes the champion; later ones wait to be promoted.
    Raises RegistryError if the server cannot be reached, DataError and ModelError as `train` does.
    """
    with registry.mlflow_at(tracking_uri()) as mlflow, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mlflow.set_tracking_uri(tracking_uri())
        _open_experiment(mlflow)
        result = train.train(settings)
        with mlflow.start_run(run_name=name or settings.model) as run:
            mlflow.log_params({"seed": settings.seed, "model": settings.model, **settings.options})
            mlflow.log_metrics(result.metrics)
            for title, figure in result.figures.items():
                mlflow.log_figure(figure, f"figures/{title}.png")
            with tempfile.TemporaryDirectory() as folder:
                export.write(result.model, settings, result.metrics, Path(folder))
                mlflow.log_artifacts(folder, registry.FOLDER)
                number = flavour.log(mlflow, NAME, result.model, Path(folder))
        return Tracked(run.info.run_id, number, _crown(mlflow, number), result)


def _open_experiment(mlflow: ModuleType) -> None:
    if mlflow.get_experiment_by_name(NAME) is None:
        local = not tracking_uri().startswith("http")
        where = (data.ROOT / "mlruns").as_uri() if local else None
        mlflow.create_experiment(NAME, artifact_location=where)
    mlflow.set_experiment(NAME)


def _crown(mlflow: ModuleType, number: str) -> bool:
    """Give the alias to this version if nobody has it; say whether this version has it."""
    client = mlflow.MlflowClient()
    aliases = client.get_registered_model(NAME).aliases
    if CHAMPION not in aliases:
        client.set_registered_model_alias(NAME, CHAMPION, number)
        return True
    return str(aliases[CHAMPION]) == number


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says and record the run."""
    parser = argparse.ArgumentParser("track", description="Train and record the run in MLflow.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    parser.add_argument("--name", help="what to call the run; default: the model's name")
    chosen = parser.parse_args(argv)
    with reported():
        tracked = track(params.load(chosen.params), chosen.name)
        print(train.table(tracked.result))
        role = " (the champion)" if tracked.champion else ""
        print(f"\nRecorded run {tracked.run_id} at {redacted(tracking_uri())}")
        print(f"Registered `{NAME}` version {tracked.version}{role}")
        if not tracking_uri().startswith("http"):
            print("\nLook at all runs: uv run mlflow ui --backend-store-uri sqlite:///mlflow.db")


if __name__ == "__main__":
    main()
