"""What is this project's own in the tests of the service."""

HOOKS = ""  # the fuzzer needs no more than the description of the API
