"""Read what went wrong: the pairs of labels that are mixed up, and the texts themselves.

`uv run mistakes` lists the pairs, `uv run mistakes admin net` the texts that people filed under
`admin` and the model under `net`. All were new to the model that judged them.
"""

import argparse
import textwrap
from collections.abc import Sequence

import pandas as pd

from . import predict, reading
from .errors import did_you_mean, reported


def pairs(mistakes: pd.DataFrame) -> pd.DataFrame:
    """Return how often two labels were mixed up, one way or the other, the worst pair first."""
    both = mistakes[["label", "predicted"]].agg(sorted, axis=1, result_type="expand")
    counted = both.set_axis(["one", "other"], axis=1).value_counts()
    return counted.rename("mistakes").reset_index()


def main(argv: Sequence[str] | None = None) -> None:
    """Print the pairs that are mixed up most often, or the texts of one."""
    flags = argparse.ArgumentParser("mistakes", description=__doc__.splitlines()[0])
    flags.add_argument("names", nargs="*", help="a label as people say it, and the model's")
    predict.add_from(flags)
    chosen = flags.parse_args(argv)
    if len(chosen.names) not in (0, 2):
        flags.error("name two labels, or none")
    with reported():
        path = chosen.folder / "models" / "mistakes.csv"
        if not path.exists():
            raise reading.DataError(f"`{path}` does not exist. Run `uv run train` first.")
        found = pd.read_csv(path, dtype=str, keep_default_na=False)
        if not chosen.names:
            print(f"{len(found)} mistakes. Most often mixed up:")
            print(pairs(found).head(10).to_string(index=False))
            return
        known = {*found["label"], *found["predicted"]}
        for name in set(chosen.names) - known:
            raise reading.DataError(f"No mistake is about `{name}`. {did_you_mean(name, known)}")
        label, predicted = chosen.names
        here = (found["label"] == label) & (found["predicted"] == predicted)
        print(f"{here.sum()} are {label} to people, and {predicted} to the model.")
        for text in found.loc[here, "text"]:
            print("\n" + textwrap.shorten(text, 150, placeholder=" ..."))
