"""Atlantic storms from 1975 to 2022: what does the record say, and what does it not?"""
