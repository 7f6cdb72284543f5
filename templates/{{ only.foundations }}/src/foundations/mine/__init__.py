"""Your pieces: one file an area, each function an exercise."""
