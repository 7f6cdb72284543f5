"""Grow a machine learning repo from a first model to a monitored service."""

__version__ = "0.2.0"
