"""Keep what was made: the exported model, its card, its runs and versions."""
