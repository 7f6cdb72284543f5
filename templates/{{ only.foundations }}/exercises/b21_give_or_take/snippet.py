"""What will this print? Write it into answers.toml before you run it."""

from math import isqrt

for n in (100, 400, 10_000):
    print(f"{isqrt(n) / 2 / n:.1%}")
