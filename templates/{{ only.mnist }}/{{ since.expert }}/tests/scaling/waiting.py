"""A program that test_parallel.py runs in two processes: they meet, and then wait."""

import sys

from mnist.errors import UserError
from mnist.scaling import parallel

if __name__ == "__main__":
    with parallel.reporting(), parallel.joined() as team:
        if "mistaken" in sys.argv:
            raise UserError("Both of us have the wrong shoes on.")
        if team.rank == 0:
            print("they have met", flush=True)
        while True:
            parallel.mean([1.0])
