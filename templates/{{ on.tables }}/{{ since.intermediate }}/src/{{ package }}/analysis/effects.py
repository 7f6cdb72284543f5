"""How far each feature moves single answers of any model: its SHAP values."""

import numpy as np
import pandas as pd
import shap
from sklearn.base import BaseEstimator


def shap_values(
    model: BaseEstimator, rows: pd.DataFrame, background: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Return how far each feature moves the probability of each row.

    Works for any model, since it only asks for answers: Lundberg and Lee, "A Unified Approach to
    Interpreting Model Predictions" (2017). The effects of a row and the mean answer to `background`
    add up to the answer for that row.
    """
    codes = _Codes(pd.concat([rows, background]))

    def ask(numbers: np.ndarray) -> np.ndarray:  # (questions, features) -> (questions,)
        return np.asarray(model.predict_proba(codes.words(numbers))[:, 1], dtype=float)

    masker = shap.maskers.Independent(codes.numbers(background), max_samples=len(background))
    explainer = shap.Explainer(ask, masker, seed=seed)
    found = explainer(codes.numbers(rows), silent=True)
    return pd.DataFrame(found.values, index=rows.index, columns=rows.columns)


class _Codes:
    """Translate words to numbers and back: SHAP mixes rows, and does that with numbers only."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.columns = list(table)
        words = table.select_dtypes(exclude="number")
        self.known = {name: sorted(words[name].unique()) for name in words}

    def numbers(self, table: pd.DataFrame) -> np.ndarray:
        coded = table.copy()
        for name, words in self.known.items():
            coded[name] = table[name].map(words.index)
        return np.asarray(coded, dtype=float)

    def words(self, numbers: np.ndarray) -> pd.DataFrame:
        table = pd.DataFrame(numbers, columns=self.columns)
        for name, words in self.known.items():
            table[name] = np.asarray(words, dtype=object)[table[name].astype(int)]
        return table
