"""The appraiser's way: ask what the houses most like this one were sold for."""

from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline

from ._steps import in_logs, numbers

# What makes two houses alike. Each counts by its standard deviation, so all count the same.
COLUMNS = ["log_area", "overall_qual", "overall_cond", "year_built"]
COLUMNS += ["log_total_area", "log_lot_area", "lon", "lat"]


def build(sales: int = 5) -> TransformedTargetRegressor:
    """Return the untrained model: the mean log price of the nearest `sales`, near ones first."""
    alike = make_column_transformer((numbers(), COLUMNS), verbose_feature_names_out=False)
    # "distance": a sale that is twice as far away counts half as much. "brute": it compares the
    # house with every sale, so what is saved is the sales alone, and no tree to search in.
    nearest = KNeighborsRegressor(sales, weights="distance", algorithm="brute")
    return in_logs(make_pipeline(alike, nearest))
