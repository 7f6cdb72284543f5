"""Answer five questions about the record, and write pictures, figures and a page to read.

Run it with `uv run report`; `uv run report --since 1995` asks the later seasons alone.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from textwrap import wrap

from matplotlib.figure import Figure

from . import data, plots, questions, traps
from .data import Study
from .errors import reported

PAGE = Path(__file__).with_name("report.html")


@dataclass(frozen=True)
class Report:
    """Everything a run found; nothing is on disk yet."""

    overview: str
    findings: list[questions.Finding]
    traps: list[traps.Trap]
    metrics: dict[str, float]
    figures: dict[str, Figure]


def report(study: Study) -> Report:
    """Ask all questions of a study, and look for all traps."""
    findings = questions.ask(study)
    first, last = study.seasons[0], study.seasons[-1]
    overview = f"{len(study.fixes):,} fixes of {len(study.storms)} storms, {first} to {last}."
    metrics: dict[str, float] = {"fixes": len(study.fixes), "storms": len(study.storms)}
    figures = {"tracks": plots.tracks(study.fixes)}
    for each in findings:
        metrics |= each.facts
        figures[each.name] = each.figure
    return Report(overview, findings, traps.find(study), metrics, figures)


def save(report: Report, root: Path) -> list[Path]:
    """Write metrics, figures and the page below `root`; return the files written."""
    folder = root / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "report.html", folder / "metrics.json"]
    written[0].write_text(page(report), encoding="utf-8")
    rounded = {key: round(value, 6) for key, value in report.metrics.items()}
    written[1].write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    for name, figure in report.figures.items():
        written.append(folder / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def page(report: Report) -> str:
    """Return the report as HTML, for a browser; its pictures lie beside it."""
    findings, rows = [], []
    for number, each in enumerate(report.findings, start=1):
        findings += [
            f"<h2>{number}. {escape(each.question)}</h2>",
            f'<img src="{each.name}.png" alt="{escape(each.question)}">',
            f'<p class="says">{escape(each.says)}</p>',
            f'<p class="but">But: {escape(each.but)}</p>',
        ]
    for trap in report.traps:
        rows.append("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in trap))
    parts = {"findings": "\n".join(findings), "traps": "\n".join(rows)}
    text = Template(PAGE.read_text(encoding="utf-8"))
    return text.substitute(parts, overview=escape(report.overview))


def text(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [report.overview]
    for number, each in enumerate(report.findings, start=1):
        lines += ["", f"{number}. {each.question}"]
        for sentences in (each.says, f"But: {each.but}"):
            lines += wrap(sentences, 78, initial_indent="   ", subsequent_indent="   ")
    lines += ["", "Traps in this record, and what comes out if nobody looks:"]
    for trap in report.traps:
        head = f"  {trap.name:<27}{trap.found:>6}  "
        lines += wrap(trap.misleads, 80, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Report what the record says: on the terminal, and in reports/."""
    parser = argparse.ArgumentParser("report", description=__doc__.splitlines()[0])
    parser.add_argument("--since", type=int, help="leave out storms of earlier seasons")
    parser.add_argument("--file", type=Path, default=data.CSV, help="another copy of the record")
    chosen = parser.parse_args(argv)
    with reported():
        found = report(data.study(data.load(chosen.file), chosen.since))
        written = save(found, data.ROOT)  # before a word: `| head` ends what prints too much
        print(text(found), "\nWrote:", sep="\n")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nOpen reports/report.html in a browser.")


if __name__ == "__main__":
    main()
