"""What runs as `mltrail`, and as `python -m mltrail`."""

import gc


def main() -> None:
    """Run the command line without looking for garbage, while it loads and when it ends.

    A run is over in a second, and a fifth of it would go into looking.
    """
    gc.disable()
    from mltrail import cli

    try:
        cli.main()
    finally:
        gc.freeze()  # the interpreter looks through all objects at its end, but not these


if __name__ == "__main__":
    main()
