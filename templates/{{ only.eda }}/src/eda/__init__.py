"""Atlantic storms from 1975 to 2022: what the record says, and what it does not."""
