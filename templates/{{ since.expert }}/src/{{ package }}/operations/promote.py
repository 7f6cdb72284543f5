"""Let a new model answer only if it beats the one that answers now, by a margin stated beforehand.

Run it with `uv run promote` after `uv run track`: the newest version in the registry challenges the
champion on the test set. Exit code: 0 if it is the champion now, 3 if not, 1 if it cannot be told.
`--back` gives the title back to the version before.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from .. import params
from ..analysis.programs import add_places
from ..errors import UserError, reported
from ..service import engine, registry
from ..tracking import track
from . import cases

if TYPE_CHECKING:
    from mlflow import MlflowClient

PREVIOUS = "previous"  # the alias of the version that `--back` returns to
REFUSED = 3  # the exit code
MARGIN, RISK = 0.01, 0.2  # the defaults of the flags
RESAMPLES = 10_000

Floats = NDArray[np.float64]


class PromoteError(UserError):
    """A contest that cannot take place."""


class Verdict(NamedTuple):
    """How the challenger did against the champion, on the same rows."""

    champion: float  # mean mark
    challenger: float
    gain: float
    risk: float  # that the challenger is no better, given that the rows might have been others
    only_champion: int  # rows that only the champion got right
    only_challenger: int
    mcnemar: float | None  # p-value; None where answers are not just right or wrong


def judge(champion: Floats, challenger: Floats, seed: int) -> Verdict:
    """Compare two models by their marks on the same rows, shape (rows,) each; more is better.

    `risk` is the share of bootstrap samples of the rows (Efron, 1979) in which the challenger does
    not come out ahead. `mcnemar` is the exact test of McNemar (1947): of the rows that only one of
    the two got right, is the split further from half and half than chance would have it?
    """
    gains = challenger - champion
    draws = stats.bootstrap(
        (gains,), np.mean, n_resamples=RESAMPLES, batch=100, method="percentile", rng=seed
    ).bootstrap_distribution
    risk = float(np.mean(draws <= 0))
    lost, won = int((gains < 0).sum()), int((gains > 0).sum())
    binary = set(np.unique([champion, challenger])) <= {0.0, 1.0}
    p_value = float(stats.binomtest(won, won + lost).pvalue) if binary and won + lost else None
    means = float(champion.mean()), float(challenger.mean())
    return Verdict(*means, float(gains.mean()), risk, lost, won, p_value)


def aliases(client: "MlflowClient") -> dict[str, str]:
    """Return which version has which alias."""
    if not client.search_registered_models(f"name = '{track.NAME}'"):
        raise PromoteError(f"There is no model `{track.NAME}` yet. Run `uv run track` first.")
    held: dict[str, str] = client.get_registered_model(track.NAME).aliases
    return {alias: str(version) for alias, version in held.items()}


def newest(client: "MlflowClient") -> str:
    """Return the number of the newest version in the registry."""
    versions = client.search_model_versions(f"name = '{track.NAME}'")
    return str(max(int(version.version) for version in versions))


def load(version: str, seed: int) -> engine.Engine:
    """Fetch a version; PromoteError if it may have learned from rows of the test set."""
    with tempfile.TemporaryDirectory() as folder:
        reference = f"models:/{track.NAME}/{version}"
        path, name = registry.fetch(reference, track.tracking_uri(), Path(folder))
        model = engine.load(path, name)
    own = model.about.params.get("seed")
    if own != seed:
        raise PromoteError(
            f"Version {version} was trained with seed {own}, so it has seen rows of the test set of"
            f" seed {seed}. Train it again with `uv run track`."
        )
    return model


def crown(client: "MlflowClient", version: str, before: str | None, dry_run: bool) -> str:
    """Make a version the champion, and remember the one before it; return how to say so."""
    if dry_run:
        return f"Version {version} would be the champion"
    if before:
        client.set_registered_model_alias(track.NAME, PREVIOUS, before)
    client.set_registered_model_alias(track.NAME, track.CHAMPION, version)
    return f"Version {version} is the champion now"


def contest(champion: str, challenger: str, seed: int) -> Verdict:
    """Let two versions answer for the test set."""
    first, second = (cases.marks(load(version, seed), seed) for version in (champion, challenger))
    return judge(first, second, seed)


def describe(verdict: Verdict, versions: tuple[str, str], flags: argparse.Namespace) -> str:
    """Return the findings as text, at most 80 characters wide."""
    lines = [f"champion    version {versions[0]:<4}{verdict.champion:>8.4f} on the test set"]
    lines += [f"challenger  version {versions[1]:<4}{verdict.challenger:>8.4f}", ""]
    lines += [f"gain        {verdict.gain:+.4f}  (needed: {flags.margin:+.4f})"]
    lines += [f"risk        {verdict.risk:.3f}    (allowed: {flags.risk:.3f})"]
    if verdict.mcnemar is not None:
        lines += [
            f"McNemar     p = {verdict.mcnemar:.3f}: {verdict.only_challenger} rows only the"
            f" challenger got right, {verdict.only_champion} only the champion"
        ]
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("promote", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--version", help="the challenger; default: the newest version")
    add("--margin", type=float, default=MARGIN, help=f"gain that is needed; default: {MARGIN}")
    add("--risk", type=float, default=RISK, help=f"of no gain, at most; default: {RISK}")
    add("--back", action="store_true", help="give the title back to the version before")
    add("--dry-run", action="store_true", help="judge, but change nothing in the registry")
    add_places(flags)
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Hold the contest, write the report, and tell by the exit code."""
    flags = parser().parse_args(argv)
    with reported(), registry.mlflow_at(track.tracking_uri()) as mlflow:
        client = mlflow.MlflowClient(track.tracking_uri())
        held = aliases(client)
        champion, previous = held.get(track.CHAMPION), held.get(PREVIOUS)
        if flags.back:
            if previous is None:
                raise PromoteError("There is no version before the champion to go back to.")
            said = crown(client, previous, champion, flags.dry_run)
            print(f"{said}, in the place of version {champion}.")
            return
        challenger, seed = flags.version or newest(client), params.load(flags.params).seed
        if champion in (None, challenger):
            load(challenger, seed)  # what could not take part in a contest gets no title either
            if champion:
                print(f"Version {champion} is the champion already, so there was no contest.")
            else:
                said = crown(client, challenger, None, flags.dry_run)
                print(f"{said}, without a contest: nobody held the title.")
            print("For one, change params.yaml, run `uv run track`, then `uv run promote`.")
            return
        verdict = contest(champion, challenger, seed)
        promoted = _concluded(client, verdict, (champion, challenger), flags)
    sys.exit(0 if promoted else REFUSED)


def _concluded(
    client: "MlflowClient", verdict: Verdict, versions: tuple[str, str], flags: argparse.Namespace
) -> bool:
    """Give the title to the challenger if it is better by the margin, and not by luck."""
    champion, challenger = versions
    better = bool(verdict.gain >= flags.margin and verdict.risk <= flags.risk)
    found: dict[str, Any] = {"champion_version": champion, "challenger_version": challenger}
    found |= {"promoted": better and not flags.dry_run, "margin": flags.margin}
    found |= {"allowed_risk": flags.risk, **verdict._asdict()}
    flags.reports.mkdir(parents=True, exist_ok=True)
    file = flags.reports / "promotion.json"
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    said = f"Version {champion} stays the champion"
    if better:
        said = crown(client, challenger, champion, flags.dry_run)
    print(describe(verdict, versions, flags))
    print(f"\n{said}. Wrote {file.parent.name}/{file.name}")
    return better


if __name__ == "__main__":
    main()
