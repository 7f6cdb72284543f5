"""Which films should this person see next? Load, learn, recommend."""
