"""From answers to a finished repo: the template, and what makes a repo of it."""
