"""Describe a table column by column: what `monitor` compares live data with.

The description goes into `model.json`, so it holds shares and never a row.
"""

from typing import Any

import numpy as np
import pandas as pd

BINS = 10
FEW = 20  # so many different words are worth counting one by one


def profile(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Describe each column: a typical value, how much is missing, how the values spread.

    Numbers get `edges` (the cuts between BINS bins of equal size) and the `shares` of the bins,
    words the share of each word if there are few. Shares are of the values that are not missing.
    """
    return {str(name): _column(table[name]) for name in table}


def _column(values: "pd.Series[Any]") -> dict[str, Any]:
    known = values.dropna()
    facts: dict[str, Any] = {"missing": round(float(values.isna().mean()), 4), "typical": None}
    if known.empty:
        return facts
    if pd.api.types.is_numeric_dtype(known):
        return facts | _numbers(known.to_numpy())
    counts = known.value_counts(normalize=True).sort_index()
    facts |= {"kind": "text", "distinct": len(counts)}
    if len(counts) <= FEW:
        shares = {str(word): round(float(share), 4) for word, share in counts.items()}
        facts |= {"typical": str(counts.idxmax()), "shares": shares}
    return facts


def _numbers(values: "np.ndarray[Any, Any]") -> dict[str, Any]:
    cuts = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="lower"))
    cuts = cuts[cuts < values.max()]
    counts = np.bincount(np.searchsorted(cuts, values), minlength=len(cuts) + 1)
    return {
        "kind": "number",
        "typical": np.quantile(values, 0.5, method="lower").item(),
        "mean": round(float(values.mean()), 4),
        "std": round(float(values.std()), 4),
        "min": values.min().item(),
        "max": values.max().item(),
        "edges": cuts.tolist(),  # bin i holds edges[i - 1] < value <= edges[i]
        "shares": [round(float(count / len(values)), 4) for count in counts],
    }
