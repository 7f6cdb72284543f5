"""What will this print? Write it into answers.toml before you run it."""

import numpy as np

with np.errstate(all="ignore"):
    powers = np.exp(np.array([0.0, 1000.0, -1000.0]))
    print(powers[0])
    print(powers[1])
    print(powers[2])
    print(powers[1] / powers[1])
