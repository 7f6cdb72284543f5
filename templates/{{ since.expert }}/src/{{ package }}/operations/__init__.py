"""Keep it running: what is measured, watched, promoted and searched at scale."""
