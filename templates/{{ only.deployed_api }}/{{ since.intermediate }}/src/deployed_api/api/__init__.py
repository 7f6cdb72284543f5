"""A fuller API: what it takes and gives, reasons, jobs, a log."""
