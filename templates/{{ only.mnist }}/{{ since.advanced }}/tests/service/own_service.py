"""What is this project's own in the tests of the service."""

# A random text is no picture: who throws everything at the API must know what one looks like.
HOOKS = "random_pictures"
