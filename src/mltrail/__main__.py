"""Run the command line with `python -m mltrail`."""

from mltrail.cli import main

main()
