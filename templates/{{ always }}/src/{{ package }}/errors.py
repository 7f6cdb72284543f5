"""Mistakes that a person can put right, told in one sentence instead of a traceback."""

import difflib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class UserError(Exception):
    """A mistake in a file, a flag or a setting; the text says what to do about it."""


@contextmanager
def reported() -> Iterator[None]:
    """End the program with one sentence on stderr and exit code 1 when the user can help."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # letters that this terminal cannot show
    try:
        yield
        sys.stdout.flush()
    except UserError as problem:
        sys.exit(f"error: {problem}")
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as problem:  # a full disk, a read-only folder, a folder where a file should be
        where = f"`{problem.filename}`: " if problem.filename else ""
        sys.exit(f"error: {where}{problem.strerror or problem}.")
    except KeyboardInterrupt:
        sys.exit(130)  # what a shell expects after Ctrl-C


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known word, or all known words if none is close."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    return "Choose from: " + ", ".join(f"`{name}`" for name in known) + "."
