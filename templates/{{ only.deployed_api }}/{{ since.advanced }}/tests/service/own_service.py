"""What is this project's own in the tests of the service."""

import os

HOOKS = "sensible"  # no loan is above the price: what the fuzzer cannot read

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""
