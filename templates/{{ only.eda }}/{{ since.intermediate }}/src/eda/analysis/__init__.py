"""Look closer: the record held to rules, and claims held to chance."""
