"""What can go wrong, in one sentence, with what to do about it."""

import errno
from difflib import get_close_matches
from typing import NoReturn


class MltrailError(Exception):
    """A mishap the user can act on: a sentence that names the thing, then a hint."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the sentence and the hint apart, so that the screen can set them apart."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MltrailError):
    """A command that cannot be understood as it was typed."""

    exit_code = 2


class CancelledError(MltrailError):
    """The user pressed Ctrl-C."""

    exit_code = 130


def unknown(kind: str, name: str, known: list[str]) -> NoReturn:
    """Refuse a name that is not one of the known ones, suggesting the nearest."""
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Choose one of: {', '.join(known)}."
    raise UsageError(f"There is no {kind} `{name}`.", hint)


def from_os_error(error: OSError) -> MltrailError:
    """Turn what the operating system refused into a sentence."""
    where = f" `{error.filename}`" if error.filename else ""
    reason = (error.strerror or str(error)).lower()
    hints = {
        errno.ENOSPC: "Free some disk space, then run the same command again.",
        errno.EDQUOT: "Free some disk space, then run the same command again.",
        errno.EACCES: "Choose a folder that you may write to.",
        errno.EPERM: "Choose a folder that you may write to.",
        errno.EROFS: "Choose a folder that you may write to.",
        errno.ENAMETOOLONG: "Choose a shorter name.",
    }
    hint = hints.get(error.errno or 0, "")
    return MltrailError(f"The system could not write{where}: {reason}.", hint)
