"""Train on more than one processor, and make the model smaller."""
