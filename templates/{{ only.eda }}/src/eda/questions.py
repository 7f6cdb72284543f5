"""Ask the record five questions.

Each function answers one: a picture, the sentence that the data allow, and what they do not.
"""

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from . import plots, tables
from .counting import GALE, HURRICANE, MAJOR, SHORT, per_season, trend
from .data import SIZE, Study


@dataclass(frozen=True)
class Finding:
    """An answer."""

    name: str  # of its picture
    question: str
    says: str  # what the data allow
    but: str  # what they do not
    figure: Figure
    facts: dict[str, float]


def ask(study: Study) -> list[Finding]:
    """Return the answers to all five questions."""
    return [season(study), pressure(study), more(study), overlooked(study), width(study)]


def season(study: Study) -> Finding:
    """Ask when storms begin."""
    months = study.storms["first"].dt.month
    share = float(months.isin([8, 9]).mean())
    says = f"{share:.0%} of the {len(study.storms)} storms began in August or September."
    but = "A storm counts in the month in which it began; how strong it was plays no part."
    facts = {"share_august_september": share}
    return Finding("season", "When is the season?", says, but, plots.season(months), facts)


def pressure(study: Study) -> Finding:
    """Ask whether low pressure goes with strong wind."""
    peaks = strongest(study.fixes)
    r, r_peaks = (float(each["wind"].corr(each["pressure"])) for each in (study.fixes, peaks))
    says = f"Yes, closely: r = {r:.3f} over all fixes, {r_peaks:.3f} over each storm's strongest."
    # Six hours later a storm is almost the same: a second look at one witness is no second witness.
    but = (
        f"The {len(study.fixes):,} fixes are not as many witnesses, for those of one storm are"
        f" alike; there are {len(peaks)} storms. And often one of the two was worked out from the"
        " other, or both from one satellite picture."
    )
    facts = {"correlation_wind_pressure": r, "correlation_wind_pressure_peaks": r_peaks}
    figure = plots.pressure(study.fixes)
    return Finding("pressure", "Does low pressure mean strong wind?", says, but, figure, facts)


def more(study: Study) -> Finding:
    """Ask whether there are more storms than there used to be."""
    counts = {
        "storms": per_season(study.storms, study.seasons),
        "gales": per_season(study.storms[study.storms["wind"] >= GALE], study.seasons),
    }
    middle = study.seasons[len(study.seasons) // 2]
    counts["gales_late"] = counts["gales"].loc[middle:]
    told = {name: trend(each) for name, each in counts.items()}
    says = f"The record has more: {told['storms']}; of gale force, {told['gales']}."
    but = f"The line is our idea: since {middle} alone it is {told['gales_late']}. And why, no"
    but += " count can say."
    figure = plots.more(counts["storms"], counts["gales"])
    question = "Are there more storms than there used to be?"
    return Finding("more", question, says, but, figure, trends(counts))


def overlooked(study: Study) -> Finding:
    """Ask whether there are more storms, or only more eyes."""
    storms = study.storms
    kinds = {
        "short": storms["days"] <= SHORT,
        "short_by_fixes": storms["fixes"] <= SHORT * 4,  # a fix every six hours: four a day
        "longer": storms["days"] > SHORT,
        "hurricanes": storms["wind"] >= HURRICANE,
        "major": storms["wind"] >= MAJOR,
    }
    counts = {name: per_season(storms[rows], study.seasons) for name, rows in kinds.items()}
    told = {name: trend(each) for name, each in counts.items()}
    says = (
        f"Lives of two days or less, easily overlooked, do not explain it: {told['short']}; the"
        f" longer ones {told['longer']}. Of hurricane force: {told['hurricanes']}; major:"
        f" {told['major']}."
    )
    but = f'Call eight fixes "two days", and the short ones have {told["short_by_fixes"]}. A p that'
    but += " depends on such a choice proves nothing, either way."
    figure = plots.overlooked(counts)
    question = "Or do we only look closer?"
    return Finding("overlooked", question, says, but, figure, trends(counts))


def width(study: Study) -> Finding:
    """Ask whether strong storms are wide ones."""
    known = study.fixes[study.fixes[SIZE].notna() & (study.fixes["wind"] >= GALE)]
    if known.empty:
        raise tables.DataError(f"`{SIZE}` is empty in all rows: nobody knows how wide storms are.")
    peaks, since = strongest(known), known["season"].min()
    r, unknown = float(peaks["wind"].corr(peaks[SIZE])), float(study.fixes[SIZE].isna().mean())
    says = f"Rather: r = {r:.2f} at the peak of {len(peaks)} storms of gale force since {since}."
    later = study.fixes[study.fixes[SIZE].isna() & (study.fixes["season"] >= since)]
    odd = (later["hour"] % 6 != 0).mean()
    but = f"Of {unknown:.0%} of all fixes nobody knows it, and not by chance: of none before"
    but += f" {since}, and of {len(later)} later, {odd:.0%} of these at odd hours."
    facts = {"correlation_wind_width": r, "share_width_unknown": unknown}
    return Finding("width", "Are strong storms wide ones?", says, but, plots.width(peaks), facts)


def strongest(fixes: pd.DataFrame) -> pd.DataFrame:
    """Return for each storm the first of its fixes with the most wind."""
    return fixes.loc[fixes.groupby("storm")["wind"].idxmax()]


def trends(counts: dict[str, pd.Series]) -> dict[str, float]:
    """Return the trends of these counts as facts, each beside its p."""
    lines = {name: trend(each) for name, each in counts.items()}
    slopes = {f"trend_{name}": line.per_decade for name, line in lines.items()}
    return slopes | {f"trend_{name}_p": line.p for name, line in lines.items()}
