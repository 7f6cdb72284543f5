"""What will this print? Write it into answers.toml before you run it."""


def countdown(start):
    """Count down to 1."""
    print("begin")
    while start > 0:
        yield start
        start -= 1


numbers = countdown(4)
print("made")
print(sum(numbers), sum(numbers))
