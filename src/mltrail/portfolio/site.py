"""The portfolio: from repos to the files of a site."""

import calendar
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import jinja2
from markupsafe import Markup, escape

from mltrail import git
from mltrail.errors import MltrailError
from mltrail.learning import roadmap
from mltrail.learning.roadmap import Row
from mltrail.portfolio import committed, place, scores, text, works
from mltrail.portfolio.works import Work

TEMPLATES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Site:
    """What was built."""

    path: Path
    files: list[str]
    repos: list[str]
    notes: list[str]  # what is left out, and why


def build(folders: Iterable[Path], output: Path, owner: str = "") -> Site:
    """Build the site over the repos in these folders; nothing outside `output` is written."""
    if not git.available():
        raise MltrailError("There is no Git, and a portfolio shows what is committed.")
    place.check_ours(output)
    with TemporaryDirectory(prefix="mltrail-") as scratch:
        found, notes = _read(works.find(folders), Path(scratch))
        files = _files(found, roadmap.of(work.repo.path for work in found), owner)
    place.write(output, files)
    notes += [f"{work.name}: {note}" for work in found for note in work.notes]
    return Site(output, sorted(files), [work.name for work in found], notes)


def _read(repos: Iterable[Path], scratch: Path) -> tuple[list[Work], list[str]]:
    """Read the repos, and say why some are left out."""
    found: list[Work] = []
    notes = []
    for repo in repos:
        slug = _slug(repo.name, [work.slug for work in found])
        try:
            source = committed.lay_out(repo, scratch / slug)
            found.append(works.read(source, repo.name, slug))
        except MltrailError as problem:
            notes.append(f"`{repo.name}` is left out: {problem.message} {problem.hint}".strip())
    if not found:
        raise MltrailError("\n".join(notes))
    return sorted(found, key=_rank), notes


def _rank(work: Work) -> tuple[int, bool, str, str]:
    """Put the highest level first, and what has something to look at."""
    return -len(work.reached), not work.pictures, work.name, work.slug


def _slug(name: str, taken: list[str]) -> str:
    """Name a page: no two the same, and none as another file of ours or as a Windows device."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    first = f"project-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'repo'}"
    names = (first if number == 1 else f"{first}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _files(found: list[Work], rows: list[Row], owner: str) -> dict[str, bytes]:
    """Return the site's files by path."""
    authors = Counter(text.line(work.repo.answers.author, 60) for work in found)
    shared = {
        "owner": text.line(owner, 60) or authors.most_common(1)[0][0],
        "works": found,
        "names": {work.slug: work.name for work in found},
        "areas": [(area, list(listed)) for area, listed in groupby(rows, key=lambda row: row.area)],
        "totals": Counter(row.state for row in rows),
    }
    jinja = _environment()
    pages = {
        name: jinja.get_template(f"{name}.jinja").render(shared)
        for name in ("index.html", "roadmap.html")
    }
    for work in found:
        pages[f"{work.slug}.html"] = jinja.get_template("work.html.jinja").render(shared, work=work)
    files = {path: text.private(page).encode("utf-8", "replace") for path, page in pages.items()}
    files["style.css"] = (TEMPLATES / "style.css").read_bytes()
    return files | {one.url: one.content for work in found for one in work.pictures}


def _environment() -> jinja2.Environment:
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    jinja.filters |= {"code": _code, "line": scores.line, "month": _month}
    return jinja


def _code(words: str) -> Markup:
    """Mark what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(words))))


def _month(day: str) -> str:
    """Write a month as people do; a year is left as it is."""
    year, _, month = day.partition("-")
    return f"{calendar.month_name[int(month)]} {year}" if month else year
