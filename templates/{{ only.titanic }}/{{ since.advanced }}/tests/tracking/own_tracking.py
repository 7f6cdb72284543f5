"""What is this project's own in the tests of tracking: what makes a run of the pipeline quick."""


def quick(folder):
    """Leave the copy of the repo as it is: it trains within seconds."""
