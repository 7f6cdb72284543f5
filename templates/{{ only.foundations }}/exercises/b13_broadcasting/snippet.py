"""What will this print? Write it into answers.toml before you run it."""

import numpy as np

table = np.ones((4, 3))
row, column = np.array([10, 20, 30]), np.array([[1], [2], [3], [4]])
print((table + row).shape)
print((row + column).shape)
print((row + column)[1, 2])
print(table.sum(axis=0).shape)
