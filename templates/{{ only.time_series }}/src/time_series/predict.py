"""Forecast the days after the end of the series, or of one of your own (--file).

Run it with `uv run predict`; `uv run predict --help` lists what can be said.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import skops.io

from . import data, features, models
from .errors import reported
from .models._base import Forecaster

MODEL = data.ROOT / "models" / "model.skops"
OURS = f"{models.__name__}."  # classes of this repo's own


def load_model(path: Path = MODEL) -> Forecaster:
    """Return the trained model in a file, or raise ModelError if there is none to be trusted."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        kinds = skops.io.get_untrusted_types(file=path)  # parts that skops does not know
        unknown = {kind for kind in kinds if not kind.startswith(OURS)}
        for name in models.available() if unknown else []:  # some import a large library
            unknown -= set(getattr(models.module(name), "TRUSTED", []))  # harmless, it says
        if not unknown:
            model: Forecaster = skops.io.load(path, trusted=kinds)
            return model
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    raise models.ModelError(f"`{path}` holds `{min(unknown)}`, which no model trusts: not opened.")


def predict(model: Forecaster, past: "pd.Series[float]", days: int) -> pd.DataFrame:
    """Return the forecast of the next days, beside what is usual for such a weekday."""
    try:
        forecast = model.predict(past, days)
    except ValueError:
        message = "The model was trained on other features. Run `uv run train` again."
        raise models.ModelError(message) from None
    columns = {
        "weekday": forecast.index.strftime("%a"),
        "forecast": forecast,
        "usual": models.build("weekday_median").predict(past, days),
        "holiday": features.holiday(forecast.index),
    }
    return pd.DataFrame(columns).round(3)


def main(argv: Sequence[str] | None = None) -> None:
    """Forecast the days that follow the series."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("--days", type=int, default=features.HORIZON, help="how many, 1 to 14")
    flags.add_argument("--file", type=Path, help="a CSV file with the columns date and ridership")
    flags.add_argument("--output", type=Path, help="write the forecast into this CSV file")
    chosen = flags.parse_args(argv)
    if not 1 <= chosen.days <= features.HORIZON:
        flags.error(f"`--days` must be a whole number from 1 to {features.HORIZON}")
    with reported():
        past = data.load(chosen.file or data.CSV)
        table = predict(load_model(), past, chosen.days)
        print(f"Thousands of rides a day, after {past.index[-1]:%A, %d %B %Y}:")
        print(table.round(1).reset_index().to_string(index=False))
        if chosen.output:
            table.to_csv(chosen.output)
            print(f"Wrote {chosen.output}")
