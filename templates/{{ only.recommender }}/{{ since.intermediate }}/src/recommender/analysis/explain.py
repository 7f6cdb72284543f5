"""Ask the model why it recommends a film, where it errs, and whom it favours.

Run it with `uv run explain` after `uv run train`. The reasons are those of the saved model; all
else comes from the rounds back in time, never from the test.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.sparse import csr_array
from tqdm import tqdm

from .. import data, modelfile, predict, train
from ..data import MovieLens
from ..errors import reported
from ..models._base import Recommender
from ..params import Params
from . import charts, exams, slices
from .exams import Sheet
from .programs import REPORTS, write_reports

FILMS, BECAUSE = 3, 5  # recommended films to explain, and reasons for each
LEAST = 100  # exams that a genre needs to be judged


@dataclass(frozen=True)
class Explanation:
    """Everything that was found out about a model; nothing is on disk yet."""

    reasons: dict[str, pd.Series]  # recommended title: shares of its score by title, 0 to 1
    cold: pd.DataFrame  # index (kind, group): exams, hit_rate, error
    genres: pd.DataFrame  # the same, by genre of the hidden film
    bands: pd.DataFrame  # index band of popularity: watched, recommended (0 to 1)
    tastes: pd.DataFrame  # index genre: watched, recommended (0 to 1)
    overall: float  # HR@10 over all exams


def explain(model: Recommender, settings: Params, lens: MovieLens, user: int) -> Explanation:
    """Return why a trained model recommends what it does to a user (by userId), and how it errs.

    `settings` are those it was trained with: for the exams it is trained again in every round.
    """
    why = reasons(model, lens, predict.for_user(lens, user))
    sheets = []
    for split in tqdm(train.rounds(lens, settings.seed), unit="round", disable=None):
        sheets.append(exams.take(exams.fitted(settings, split, lens), split, lens))
    rows = pd.concat([sheet.rows for sheet in sheets])
    return Explanation(
        why,
        slices.cold(rows),
        slices.by_genre(rows, lens.films, LEAST),
        exposure(sheets[0]),
        tastes(sheets[0], lens),
        float(rows["hit_rate"].mean()),
    )


def reasons(model: Recommender, lens: MovieLens, profile: csr_array) -> dict[str, pd.Series]:
    """Return the films on a profile (1, films) that speak most for the first recommended ones.

    Empty for a model that recommends the same to everybody. Films that speak against are left
    out, so the shares are shares of all that speaks for a film.
    """
    if not model.personal:
        return {}
    films = predict.predict(model, profile, FILMS)[0]
    parts = np.maximum(predict.reasons(model, profile, films), 0)  # (own films, FILMS)
    labels = lens.films["label"]
    names = labels[profile.nonzero()[1]]
    found = {}
    for place, film in enumerate(films):
        each = pd.Series(parts[:, place] / max(parts[:, place].sum(), 1e-12), index=names)
        found[labels[film]] = each.nlargest(BECAUSE)
    return found


def exposure(sheet: Sheet) -> pd.DataFrame:
    """Return how much of what is watched, and of what is recommended, is famous or unknown."""
    viewers = np.asarray((sheet.known > 0).sum(axis=0), dtype=float)
    band = slices.bands(viewers)
    watched = np.bincount(band, weights=viewers, minlength=len(slices.BANDS))
    shown = np.bincount(band[sheet.tops.ravel()], minlength=len(slices.BANDS))
    return _shares(watched, shown, list(slices.BANDS))


def tastes(sheet: Sheet, lens: MovieLens) -> pd.DataFrame:
    """Return how much of what is watched, and of what is recommended, belongs to each genre."""
    member = slices.genres(lens.films)
    viewers = np.asarray((sheet.known > 0).sum(axis=0), dtype=float)
    shown = np.bincount(sheet.tops.ravel(), minlength=len(member))
    table = _shares(viewers @ member.to_numpy(), shown @ member.to_numpy(), list(member))
    return table.sort_values("watched", ascending=False)


def _shares(watched: np.ndarray, shown: np.ndarray, names: list[str]) -> pd.DataFrame:
    columns = {"watched": watched / watched.sum(), "recommended": shown / shown.sum()}
    return pd.DataFrame(columns, index=names)


def figures(found: Explanation, model: str, user: int) -> dict[str, Figure]:
    """Return the pictures, by file name."""
    name = charts.words(model)
    about = f"{name}: HR@10 is {found.overall:.1%} over all exams (dashed)"
    made = {
        "cold_start.png": charts.slices(found.cold, found.overall, "Whom can it help?", about),
        "genres.png": charts.slices(found.genres, found.overall, "What does it find?", about),
        "popularity_bias.png": charts.shares(
            found.bands,
            "Does it make the famous more famous?",
            f"{name}: films in three bands, by how many people watched them",
        ),
        "tastes.png": charts.shares(
            found.tastes,
            "Does it recommend what people watch?",
            f"{name}: share of each genre; a film can have several",
        ),
    }
    if found.reasons:
        about = f"{name}, for user {user}: films of theirs that speak for it most"
        made = {"reasons.png": charts.reasons(found.reasons, about)} | made
    return made


def report(found: Explanation, model: str, user: int) -> str:
    """Return the findings as Markdown, pictures included: explain.md with its gaps filled."""
    told = [
        f"**{title}**\n\n{markdown(each.rename_axis('film').to_frame('share'))}"
        for title, each in found.reasons.items()
    ]
    reasons = ["![Reasons](reasons.png)", *told] if told else ["Everybody gets the same films."]
    words = files(__package__).joinpath("explain.md").read_text(encoding="utf-8")
    return Template(words).substitute(
        model=charts.words(model),
        user=user,
        reasons="\n\n".join(reasons),
        cold=markdown(found.cold),
        least=LEAST,
        genres=markdown(found.genres),
        bands=markdown(found.bands),
        tastes=markdown(found.tastes),
    )


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, shares with three digits and counts with none."""
    words = table.reset_index().map(lambda v: f"{v:.3f}" if isinstance(v, float) else str(v))
    heads = [str(head).replace("_", " ").replace("index", "") for head in words]
    lines = [heads, ["---"] * len(heads), *words.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Explain the model that train saved."""
    flags = argparse.ArgumentParser("explain", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--user", type=int, default=42, help="whose films to give reasons for; default: 42")
    add("--model", type=Path, default=predict.MODEL, help="default: models/model.npz")
    add("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        lens = data.load()
        model, settings = modelfile.read(chosen.model, lens.films)
        found = explain(model, settings, lens, chosen.user)
        for title, each in found.reasons.items():
            print(f"{title}: {each.iloc[0]:.0%} because of {each.index[0]}")
        for table in (found.cold, found.genres):
            worst, best = table["hit_rate"].idxmin(), table["hit_rate"].idxmax()
            rates = table["hit_rate"]
            print(f"{worst[0]}: {best[1]} {rates[best]:.1%}, {worst[1]} {rates[worst]:.1%}")
        told = found, settings.model, chosen.user
        write_reports(chosen.reports, {"explain.md": report(*told), **figures(*told)})


if __name__ == "__main__":
    main()
