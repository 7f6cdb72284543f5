"""Say which version of the model answers: pin one, or go back to the one before.

Run it with `uv run release` to see the versions in the registry, `uv run release pin 3` to make
version 3 the champion, `uv run release back` to undo that. A version is fetched and tried before
it gets the title. Services that answer with `@champion` take it over within seconds.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UserError, reported
from ..service import engine, follow, registry
from . import track

if TYPE_CHECKING:
    from mlflow import MlflowClient

PREVIOUS = "previous"  # the alias of the version that `back` returns to
SCORE = "cv_roc_auc_mean"  # what the list shows of each version


class VersionError(UserError):
    """A registry that cannot do what it was asked for."""


@contextmanager
def client() -> Iterator["MlflowClient"]:
    """Give a client of the registry; say in one sentence what it fails at."""
    with registry.mlflow_at(track.tracking_uri()) as mlflow:
        yield mlflow.MlflowClient(track.tracking_uri())


def aliases(registered: "MlflowClient") -> dict[str, str]:
    """Return which version has which alias."""
    held: dict[str, str] = registered.get_registered_model(track.NAME).aliases
    return {alias: str(version) for alias, version in held.items()}


def listed(registered: "MlflowClient") -> str:
    """Return the versions as a table, the newest first."""
    roles: dict[str, list[str]] = {}
    for alias, version in sorted(aliases(registered).items()):
        roles.setdefault(version, []).append(alias)
    found = registered.search_model_versions(f"name = '{track.NAME}'")
    lines = [f"{'version':<9}{'run':<24}ROC AUC"]
    for entry in sorted(found, key=lambda entry: -int(entry.version)):
        run = registered.get_run(entry.run_id or "")
        score = run.data.metrics.get(SCORE)
        shown = f"{score:.3f}" if score is not None else "-"
        names = ", ".join(roles.get(str(entry.version), []))
        lines.append(
            f"{entry.version:<9}{str(run.info.run_name)[:22]:<24}{shown:<10}{names}".rstrip()
        )
    return "\n".join(lines)


def pin(registered: "MlflowClient", version: str, alias: str = track.CHAMPION) -> str | None:
    """Give a version this alias and return who had it; UserError if the version is not sound."""
    before = aliases(registered).get(alias)
    if before == version:
        return before
    trial(version)
    if before and alias == track.CHAMPION:
        registered.set_registered_model_alias(track.NAME, PREVIOUS, before)
    registered.set_registered_model_alias(track.NAME, alias, version)
    return before


def trial(version: str) -> engine.Engine:
    """Fetch a version as a service would and let it answer once."""
    reference = f"models:/{track.NAME}/{version}"
    with tempfile.TemporaryDirectory() as folder:
        path, name = registry.fetch(reference, track.tracking_uri(), Path(folder))
        return follow.tried(engine.load(path, name))


def back(registered: "MlflowClient") -> tuple[str, str]:
    """Return to the version before the champion; return which it is, and which it replaces."""
    held = aliases(registered)
    if PREVIOUS not in held:
        raise VersionError("There is no version before the champion to go back to.")
    now, earlier = held[track.CHAMPION], held[PREVIOUS]
    pin(registered, earlier)
    return earlier, now


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("release", description=__doc__.splitlines()[0])
    verbs = flags.add_subparsers(dest="verb")
    verbs.add_parser("list", help="show the versions in the registry (what it does by itself)")
    one = verbs.add_parser("pin", help="make a version the champion")
    one.add_argument("version", type=_number)
    one.add_argument("--as", dest="alias", default=track.CHAMPION, help="another title")
    verbs.add_parser("back", help="return to the version before")
    return flags


def _number(text: str) -> str:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("must be the number of a version")
    return text


def main(argv: Sequence[str] | None = None) -> None:
    """Do what the flags say with the registry."""
    flags = parser().parse_args(argv)
    with reported(), client() as registered:
        if flags.verb == "pin":
            before = pin(registered, flags.version, flags.alias)
            print(f"Version {flags.version} is the {flags.alias} now; before: {before or 'none'}.")
        elif flags.verb == "back":
            earlier, now = back(registered)
            print(f"Version {earlier} is the champion again, in the place of version {now}.")
        else:
            print(listed(registered))


if __name__ == "__main__":
    main()
