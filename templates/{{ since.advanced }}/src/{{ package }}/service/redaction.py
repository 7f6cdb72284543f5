"""Keep secrets out of whatever is said: answers, logs, messages.

A secret is the value of an environment variable whose name says so (`..._PASSWORD`), and in a URL
whatever stands before the host or after a question mark.
"""

import logging
import os
import re
from typing import Any

HIDDEN = "***"
SHORTEST = 4  # characters; a shorter value is no secret, and hiding it would hide half a sentence
_NAME = re.compile(r"(PASSWORD|PASSWD|SECRET|TOKEN|KEYS?|HEADERS)$", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^\s'\"`]*(?=@)")
_QUERY = re.compile(r"(://[^\s'\"`?]*\?)[^\s'\"`]*")

_plain = logging.getLogRecordFactory()
_formatter = logging.Formatter()


def redacted(text: str) -> str:
    """Return the text with three stars in the place of each secret."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _QUERY.sub(rf"\1{HIDDEN}", _LOGIN.sub(HIDDEN, text))


def _secrets() -> set[str]:
    found: set[str] = set()
    for name, value in os.environ.items():
        if _NAME.search(name):
            found |= {value, *re.split("[,;]", value)}
        elif login := _LOGIN.search(value):
            found |= {login[0], login[0].partition(":")[2]}
    return {secret.strip() for secret in found if len(secret.strip()) >= SHORTEST}


def install() -> None:
    """Redact whatever this process logs from here on, tracebacks included."""
    logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _plain(*args, **kwargs)
    said = record.getMessage()
    # A line for each request is no place to look for secrets in; it holds none, and costs time.
    if (record.levelno or 0) > logging.INFO or "://" in said:
        if (safe := redacted(said)) != said:
            record.msg, record.args = safe, None
        if record.exc_info:
            record.exc_text = redacted(_formatter.formatException(record.exc_info))
    return record
