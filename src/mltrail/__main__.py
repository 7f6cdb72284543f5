"""What runs as `mltrail`, and as `python -m mltrail`."""

import gc


def main() -> None:
    """Run the command line with no garbage collected, imports included.

    A run is over in a second, and a seventh of it would go into collecting.
    """
    gc.disable()
    from mltrail import cli

    cli.main()


if __name__ == "__main__":
    main()
