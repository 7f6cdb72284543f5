"""The bad day, practised."""
