"""Ask of several claims at once which can be told from luck.

Run it with `uv run claims`; `uv run claims --nothing 1` asks a record in which nothing changes.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .. import data
from ..data import Study
from ..errors import UserError, did_you_mean, reported
from . import charts, evidence
from .evidence import LEVEL
from .yearly import CLAIMS, Claim

SHUFFLES = 9_999


@dataclass(frozen=True)
class Claims:
    """What was found about all claims; nothing is on disk yet."""

    overview: str
    table: pd.DataFrame  # a row a claim: slope, low, high, p, holm, fdr
    alarms: tuple[float, float]  # how often luck passes: by p, and by Holm's
    left_out: list[str]  # claims without a value for each season


def ask(
    study: Study,
    claims: Sequence[Claim] = CLAIMS,
    shuffles: int = SHUFFLES,
    seed: int = 0,
    nothing: int | None = None,
) -> Claims:
    """Hold claims to chance, all at once; `nothing` shuffles the seasons before it asks."""
    seasons = list(study.seasons)
    figures = {claim: claim.figure(study).reindex(seasons) for claim in claims}
    left_out = [claim.name for claim, figure in figures.items() if figure.isna().any()]
    asked = [claim for claim in claims if claim.name not in left_out]
    if not asked:
        raise UserError("No claim has a value for each season. Ask fewer seasons: `--since`.")
    if nothing is not None:
        order = np.random.default_rng(nothing).permutation(len(seasons))
        figures = {one: each.iloc[order].set_axis(seasons) for one, each in figures.items()}
    trends = [evidence.trend(figures[claim], shuffles, seed) for claim in asked]
    p = np.array([each.p for each in trends])
    table = pd.DataFrame(
        {
            "claim": [claim.name for claim in asked],
            "about": [claim.about for claim in asked],
            "slope": [each.slope for each in trends],
            "low": [each.low for each in trends],
            "high": [each.high for each in trends],
            "p": p,
            "holm": evidence.holm(p),
            "fdr": evidence.fdr(p),
            "spread": [figures[claim].std() for claim in asked],
        }
    )
    asked_of = f"{len(seasons)} seasons, {seasons[0]} to {seasons[-1]}"
    overview = f"{len(asked)} claim{'s' * (len(asked) > 1)} about {asked_of}"
    return Claims(overview, table, evidence.false_alarms(trends), left_out)


def chosen(names: Sequence[str]) -> list[Claim]:
    """Return the claims of these names, or all."""
    known = {claim.name: claim for claim in CLAIMS}
    for name in names:
        if name not in known:
            raise UserError(f"There is no claim `{name}`. {did_you_mean(name, known)}")
    return [known[name] for name in dict.fromkeys(names)] or CLAIMS


def text(found: Claims) -> str:
    """Return the claims for a terminal, and what asking several of them did."""
    lines = [found.overview, ""]
    lines.append(
        f"{'trend in':<30}{'a decade':>9}  {'95% interval':^18}{'p':>7}{'holm':>7}{'fdr':>7}"
    )
    for row in found.table.itertuples():
        span = f"{row.low:+.2f} to {row.high:+.2f}"
        numbers = f"{row.p:>7.4f}{row.holm:>7.3f}{row.fdr:>7.3f}"
        lines.append(f"{row.about:<30}{row.slope:>+9.2f}  {span:^18}{numbers}")
    passed = [f"{(found.table[key] < LEVEL).sum()} by {key}" for key in ("p", "holm", "fdr")]
    alone, together = found.alarms
    lines += [
        "",
        f"Below {LEVEL}: {', '.join(passed)}, of {len(found.table)} claims.",
        f"Where nothing changes, luck brings one or more of them below {LEVEL}:",
        f"by p in {alone:.1%} of records, by holm in {together:.1%}.",
    ]
    if found.left_out:
        lines.append(f"Not asked, for a season has no value: {', '.join(found.left_out)}.")
    return "\n".join(lines)


def save(found: Claims, root: Path) -> list[Path]:
    """Write the table and its picture to reports/; return the files written."""
    folder = root / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    table = found.table.drop(columns="spread").round(6)
    table.to_csv(folder / "claims.csv", index=False, lineterminator="\n")
    picture = charts.forest(found.table, found.alarms)
    picture.savefig(folder / "claims.png", metadata={"Software": None})
    return [folder / "claims.csv", folder / "claims.png"]


def main(argv: Sequence[str] | None = None) -> None:
    """Say which claims can be told from luck: on the terminal, and in reports/."""
    parser = argparse.ArgumentParser("claims", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="CLAIM", help="ask only these")
    parser.add_argument("--since", type=int, help="leave out storms of earlier seasons")
    parser.add_argument("--file", type=Path, default=data.CSV, help="another copy of the record")
    parser.add_argument("--seed", type=int, default=0, help="of the shuffles; default 0")
    parser.add_argument(
        "--nothing", type=int, metavar="SEED", help="shuffle the seasons first; writes no file"
    )
    flags = parser.parse_args(argv)
    with reported():
        claims = chosen(flags.only)
        study = data.study(data.load(flags.file), flags.since)
        found = ask(study, claims, seed=flags.seed, nothing=flags.nothing)
        written = save(found, data.ROOT) if flags.nothing is None else []
        print(text(found))
        if written:
            print("\nWrote:", *(f"  {path.relative_to(data.ROOT)}" for path in written), sep="\n")


if __name__ == "__main__":
    main()
