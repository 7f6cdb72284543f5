"""What will this print? Write it into answers.toml before you run it."""


def square(x):
    """Return x times x."""
    return x * x


for h in (1, 0.5, 0.25):
    print((square(3 + h) - square(3)) / h)
