"""Keys as they are pressed, without Enter, on every system."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Key = Callable[[float], str]  # wait so many seconds at most; nothing was pressed: an empty text
END = "\x04"  # Ctrl-D, and what a terminal that is gone says


@contextmanager
def unbuffered() -> Iterator[Key]:
    """Give a function that returns the next key; the terminal is as before afterwards."""
    if os.name == "nt":
        yield _on_windows
        return
    import select
    import termios
    import tty

    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)

    def key(seconds: float) -> str:
        ready, _, _ = select.select([stream], [], [], seconds)
        if not ready:
            return ""
        with suppress(OSError):  # there is no terminal any more
            # The first letter of what came: an arrow sends several, and pasted text many.
            return os.read(stream, 64).decode("utf-8", "replace")[:1] or END
        return END

    try:
        tty.setcbreak(stream)
        yield key
    finally:
        with suppress(termios.error):
            termios.tcsetattr(stream, termios.TCSADRAIN, before)


def _on_windows(seconds: float) -> str:
    import msvcrt

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            return str(msvcrt.getwch())  # type: ignore[attr-defined,unused-ignore]
        time.sleep(0.02)
    return ""
