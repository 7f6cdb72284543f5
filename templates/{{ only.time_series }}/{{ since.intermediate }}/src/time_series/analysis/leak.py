"""Show on purpose what a leak does: a model that is told the weather of a day to come.

Run it with `uv run leak`. Four times the same ridge and the same origins; what changes is what it
is told of a day, and whether anybody could know that two weeks before.
"""

import argparse
from collections.abc import Sequence

import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .. import data, evaluate, features, tables
from ..errors import reported
from ..features import HORIZON, MEMORY
from .programs import add_places, write_reports

GAMES = ["Blackhawks_Home", "Bulls_Home", "Bears_Home"]  # fixed months before
WEATHER = ["temp", "temp_min", "weather_rain", "weather_snow"]  # measured on the day itself


def told(rides: "pd.Series[float]", table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return more columns for each day, by what they are; `table` is the file of the rides."""
    weather = table[WEATHER]
    usual = weather.groupby(rides.index.day_of_year).transform(
        lambda day: day.expanding().mean().shift()
    )
    return {
        "as it is": table[[]],
        "games of the day": table[GAMES],
        "weather as is usual": usual.fillna(weather.iloc[:MEMORY].mean()),
        "weather of the day": weather,
    }


def scores(rides: "pd.Series[float]", more: pd.DataFrame, origins: list[int]) -> dict[str, float]:
    """Return MASE and sMAPE of a ridge that is told `more` about each day."""
    # All features look back at least 14 days, so those of the whole series may be made at once.
    table = features.make(rides, rides.index).join(more)
    words = make_column_selector(dtype_exclude="number")
    prepare = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), words), remainder=StandardScaler()
    )
    found = []
    for cut in origins:
        model = make_pipeline(prepare, Ridge()).fit(table[MEMORY:cut], rides.iloc[MEMORY:cut])
        truth, past = rides.iloc[cut : cut + HORIZON], rides.iloc[:cut]
        forecast = pd.Series(model.predict(table[cut : cut + HORIZON]), truth.index)
        found.append((evaluate.mase(truth, forecast, past), evaluate.smape(truth, forecast)))
    means = pd.DataFrame(found, columns=["mase", "smape"]).mean()
    return {str(key): float(value) for key, value in means.round(4).items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Print the four scores."""
    parser = argparse.ArgumentParser("leak", description=__doc__.splitlines()[0])
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        rides = data.load()
        table = tables.read(data.CSV, data.COLUMNS).set_index(rides.index)
        origins = evaluate.origins(len(rides), skip=evaluate.ORIGINS)
        found = {name: scores(rides, more, origins) for name, more in told(rides, table).items()}
        print(pd.DataFrame(found).T.to_string(float_format="{:.3f}".format))
        print("The last row is a leak: two weeks before, nobody knows the weather of the day.")
        write_reports(chosen.reports, {"leak.json": found})


if __name__ == "__main__":
    main()
