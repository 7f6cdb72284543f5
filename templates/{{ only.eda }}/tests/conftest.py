"""What several tests look at: the record that comes with the repo, and a small one to spoil."""

import pandas as pd
import pytest

from eda import data


@pytest.fixture(scope="session")
def record():
    return data.load()


@pytest.fixture(scope="session")
def study(record):
    return data.study(record)


@pytest.fixture
def made():
    """Return a function that makes a record of storms: (name, first time, winds every 6 hours)."""

    def make(*storms):
        rows = []
        for name, first, winds in storms:
            for step, wind in enumerate(winds):
                time = pd.Timestamp(first) + step * pd.Timedelta(hours=6)
                clock = {key: getattr(time, key) for key in data.CLOCK}
                rows.append({"name": name, **clock, "time": time, "wind": wind, "pressure": 1000})
        return pd.DataFrame(rows)

    return make
