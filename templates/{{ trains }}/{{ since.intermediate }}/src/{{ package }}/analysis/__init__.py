"""Look closer: models compared, tuned and explained."""
