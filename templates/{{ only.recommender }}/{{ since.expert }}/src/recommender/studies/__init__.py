"""Questions that take the history of ratings: getting stale, comparing, counting."""
