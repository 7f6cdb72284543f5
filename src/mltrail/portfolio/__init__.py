"""A learner's portfolio: a static site over what their repos have committed."""
