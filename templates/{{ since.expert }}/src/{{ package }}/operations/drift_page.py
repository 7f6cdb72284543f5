"""Write the drift report as one HTML page that needs no other file and runs no script."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from .drift import PSI_LARGE, PSI_SMALL, RISK, Move

WIDTH, LINE = 180, 26  # of the longest bar and of one bin, in pixels
LABEL, LETTER = 96, 7  # the least room for the names of the bins; the width of a letter


def render(found: Mapping[str, Any], moves: Sequence[Move]) -> str:
    """Return the page for the findings that `monitor.summary` makes of these moves."""
    page = Template(files(__package__).joinpath("drift_page.html").read_text(encoding="utf-8"))
    drifted = found["drifted"]
    return page.substitute(
        verdict=", ".join(map(_words, drifted)) + " drifted" if drifted else "Nothing drifted",
        state="drifted" if drifted else "steady",
        rows=f"{found['rows']:,}",
        begin=_time(found["from"]),
        end=_time(found["to"]),
        version=escape(found["model_version"]),
        others=_others(found["answers_by_version"], found["model_version"]),
        skipped=_skipped(found["skipped"]),
        limit=f"{PSI_LARGE:g}",
        risk=f"{RISK:g}",
        table="\n".join(map(_row, moves)),
        charts="\n".join(map(_chart, moves)),
    )


def _row(move: Move) -> str:
    curve = "&ndash;" if move.ks is None else f"{move.ks:.2g}"
    return (
        f'<tr class="{_state(move)}"><th scope="row">{_words(move.column)}</th>'
        f"<td>{move.psi:.3f}</td><td>{move.chi_square:.2g}</td><td>{curve}</td>"
        f"<td>{_meaning(move)}</td></tr>"
    )


def _state(move: Move) -> str:
    return "drifted" if move.drifted else "steady"


def _meaning(move: Move) -> str:
    if move.drifted:
        return "drifted"
    if move.psi >= PSI_LARGE:
        return "large, but may be luck"
    return "moved a little" if move.psi >= PSI_SMALL else "as in training"


def _chart(move: Move) -> str:
    """Draw two bars for each bin that is not empty, training above live."""
    shares = zip(move.labels, move.reference.tolist(), move.live.tolist(), strict=True)
    shown = [bin_ for bin_ in shares if max(bin_[1:]) > 0]
    longest = max(max(bin_[1:]) for bin_ in shown)
    room = max(LABEL, 8 + LETTER * max(len(bin_[0]) for bin_ in shown))
    bars = "".join(_bars(place, *bin_, longest, room) for place, bin_ in enumerate(shown))
    size = f"{room + WIDTH + 38} {len(shown) * LINE}"
    title = f"{_words(move.column)}: share of each bin in training and live data"
    return (
        f'<figure class="{_state(move)}"><figcaption>{_words(move.column)}'
        f"<span>PSI {move.psi:.3f}</span></figcaption>"
        f'<svg viewBox="0 0 {size}" role="img" aria-label="{title}">{bars}</svg></figure>'
    )


def _bars(place: int, label: str, before: float, now: float, longest: float, room: int) -> str:
    top = place * LINE
    parts = [f'<text class="label" x="{room - 8}" y="{top + 15}">{escape(label)}</text>']
    for kind, share, offset in (("training", before, 2), ("live", now, 12)):
        width, y = share / longest * WIDTH, top + offset
        parts.append(f'<rect class="{kind}" x="{room}" y="{y}" width="{width:.1f}" height="9"/>')
        x = room + width + 5
        parts.append(f'<text class="share {kind}" x="{x:.1f}" y="{y + 8}">{share:.0%}</text>')
    return "".join(parts)


def _others(versions: Mapping[str, int], version: str) -> str:
    others = sum(count for name, count in versions.items() if name != version)
    return f"{others:,} of the answers came from another version of the model. " if others else ""


def _skipped(lines: int) -> str:
    return f"{lines:,} lines of the log are damaged or lack a column: skipped." if lines else ""


def _words(name: str) -> str:
    return escape(name.replace("_", " "))


def _time(moment: str) -> str:
    return escape(moment.replace("T", " ").replace("+00:00", " UTC"))
