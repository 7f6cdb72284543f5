"""Short texts from a repo, and what of a page is to be published."""

import re
import unicodedata

_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^<]*"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|hf_|sk-|xox[abprs]-|AIza|AKIA|npm_|pypi-)[\w-]{14,}"
    r"|\beyJ[\w-]{8,500}\.[\w-]{8,}\.[\w-]+"
)
_NAMES = "API AUC F1 MAE MAPE MASE MdAPE MSE NDCG RMSE RMSLE ROC SHAP SMAPE"
_SPELT = {name.lower(): name for name in _NAMES.split()} | {"brier": "Brier score"}


def private(page: str) -> str:
    """Return a page without e-mail addresses, keys and tokens."""
    return _SECRET.sub("[secret removed]", _ADDRESS.sub("[address removed]", page))


def line(text: str, most: int = 120) -> str:
    """Return one line of plain text: nothing that moves, hides or reverses what stands beside."""
    seen = (c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    kept = " ".join("".join(seen).split())
    return kept if len(kept) <= most else f"{kept[: most - 1].rstrip()}…"


def label(name: str) -> str:
    """Return the name of a file or a score as people write it."""
    words = [_SPELT.get(word, word) for word in re.split(r"[\W_]+", name.lower()) if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:80]
