"""Who may ask: API keys, of which the service knows nothing but fingerprints.

Run it with `uv run keys add alice`: it prints a new key, once, and keeps the key's SHA-256 in
secrets/keys.json. Whoever reads that file cannot ask with it: a key is 32 random bytes, too many to
guess, so no slow hash is needed as for passwords.

Environment: API_KEYS_FILE (default: secrets/keys.json), API_KEYS (`alice:FINGERPRINT,...`).
"""

import argparse
import hashlib
import hmac
import logging
import os
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ..errors import UserError, reported

FILE = Path(__file__).resolve().parents[3] / "secrets" / "keys.json"
PREFIX = "loans_"  # so that a scanner for secrets finds a key that was committed by mistake
NAME = r"^[a-z][a-z0-9-]{0,30}$"
GRACE = 7  # days in which a key that was rotated away is still taken
MOST = 36_500  # days that a key may be made for
LOOK = 1.0  # seconds between two looks whether the file has changed

log = logging.getLogger(__name__)


class KeysError(UserError):
    """A list of keys that cannot be used."""


class Key(BaseModel):
    """What is known about a key: everything but the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME)  # of its owner, for the log
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    until: AwareDatetime | None = None  # None: until it is revoked

    @property
    def id(self) -> str:
        """Return a short name for this one key; an owner may have several."""
        return self.sha256[:8]

    def valid(self) -> bool:
        """Say whether it is still taken."""
        return self.until is None or now() < self.until


class Keys(BaseModel):
    """A file of keys."""

    keys: list[Key] = []


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


def fingerprint(secret: str) -> str:
    """Return the SHA-256 of a key, in 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


class Ring:
    """The keys that a service takes; it notices when the file changes."""

    def __init__(self, path: Path | None, given: Sequence[Key] = ()) -> None:
        """Read the file, if there is one; `given` keys are taken besides."""
        self._path, self._given = path, list(given)
        self._stamp = _stamp(path)
        self._keys = [*self._given, *(read(path) if path else [])]
        self._looked = time.monotonic()
        self._closed = bool(self._keys)

    @classmethod
    def of(cls, given: str, file: str) -> "Ring":
        """Return the keys of `alice:FINGERPRINT,...` and of a file, or raise KeysError."""
        known = []
        for place, entry in enumerate(filter(None, given.split(",")), start=1):
            name, _, digest = entry.partition(":")
            try:
                known.append(Key(name=name.strip(), sha256=digest.strip()))
            except ValidationError:  # by its place: somebody may have put the key there
                raise KeysError(f"`API_KEYS`: entry {place} makes no sense.") from None
        return cls(Path(file) if file else None, known)

    @property
    def closed(self) -> bool:
        """Say whether there are keys, or once were: then nobody gets in without one."""
        self._look()
        return self._closed

    def find(self, secret: str) -> Key | None:
        """Return the key that this is, or None if there is none or it has run out."""
        self._look()
        wanted, found = fingerprint(secret), None
        for key in self._keys:  # all of them, so that the time taken tells nothing
            if hmac.compare_digest(key.sha256, wanted):
                found = key
        return found if found and found.valid() else None

    def _look(self) -> None:
        if self._path is None or time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._keys = [*self._given, *read(self._path)]
            log.info("%d keys", len(self._keys))
        except KeysError as problem:  # those known so far stay: nobody is locked out by a typo
            log.error("keys as before: %s", problem)
        self._closed = self._closed or bool(self._keys)


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        about = path.stat() if path else None
    except OSError:
        return None
    return (about.st_mtime_ns, about.st_size) if about else None


def read(path: Path) -> list[Key]:
    """Return the keys in a file, none if there is no file; KeysError if it makes no sense."""
    try:
        return Keys.model_validate_json(path.read_bytes()).keys
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        raise KeysError(f"`{path}` cannot be read as a list of keys.") from None


def write(keys: Sequence[Key], path: Path) -> None:
    """Replace the file in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.touch(0o600)
    draft.write_text(Keys(keys=list(keys)).model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def add(name: str, days: float | None, path: Path) -> str:
    """Make a key for somebody and return it; only its fingerprint is kept."""
    secret, end = PREFIX + secrets.token_urlsafe(32), _in(days)
    try:
        write([*read(path), Key(name=name, sha256=fingerprint(secret), until=end)], path)
    except ValidationError:
        about = "a-z, 0-9 and `-`, 31 characters at most"
        raise KeysError(f"`{name}` is no name for a key: {about}.") from None
    return secret


def _in(days: float | None) -> datetime | None:
    if days is None:
        return None
    if not 0 <= days <= MOST:  # this also refuses what is no number, `nan`
        raise KeysError(f"A key can live for 0 to {MOST:,} days, not for {days:g}.")
    return now() + timedelta(days=days)


def rotate(name: str, grace: float, path: Path) -> str:
    """Make a new key for somebody, and let the old ones end in `grace` days."""
    keys, end = read(path), _in(grace)
    if name not in {key.name for key in keys}:
        raise KeysError(f"`{name}` has no key. Make one with `uv run keys add {name}`.")
    for place, key in enumerate(keys):
        if end and key.name == name:
            keys[place] = key.model_copy(update={"until": min(key.until or end, end)})
    write(keys, path)
    return add(name, None, path)


def revoke(which: str, path: Path) -> int:
    """Forget the keys of that name, or the one with that id; return how many they were."""
    keys = read(path)
    kept = [key for key in keys if which not in (key.name, key.id)]
    if len(kept) == len(keys):
        raise KeysError(f"There is no key `{which}`. `uv run keys list` shows them.")
    write(kept, path)
    return len(keys) - len(kept)


def listed(path: Path) -> str:
    """Return the keys as a table, without the keys."""
    keys = read(path)
    if not keys:
        return "No keys yet, so only this computer may ask. Make one: uv run keys add NAME"
    lines = [f"{'id':<10}{'name':<20}until"]
    for key in keys:
        end = key.until.isoformat(timespec="seconds") if key.until else "no end"
        end += "" if key.valid() else " (over)"
        lines.append(f"{key.id:<10}{key.name:<20}{end}")
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("keys", description="Make, list and revoke API keys.")
    verbs = flags.add_subparsers(dest="verb", required=True)
    new = verbs.add_parser("add", help="make a key and print it, once")
    new.add_argument("name", help="whose it is; this name stands in the log")
    new.add_argument("--days", type=float, help="until it runs out; default: never")
    turn = verbs.add_parser("rotate", help="make a new key; the old ones end soon")
    turn.add_argument("name")
    turn.add_argument("--grace", type=float, default=GRACE, help=f"days; default: {GRACE}")
    gone = verbs.add_parser("revoke", help="refuse a key from now on")
    gone.add_argument("which", help="an id, or a name for all keys of that name")
    verbs.add_parser("list", help="show which keys there are, not the keys")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Do what the flags say with the file of keys."""
    flags = parser().parse_args(argv)
    path = Path(os.environ.get("API_KEYS_FILE") or FILE)
    with reported():
        if flags.verb == "list":
            print(listed(path))
        elif flags.verb == "revoke":
            print(f"Revoked: {revoke(flags.which, path)}. A running service refuses at once.")
        else:
            _print(
                add(flags.name, flags.days, path)
                if flags.verb == "add"
                else rotate(flags.name, flags.grace, path)
            )


def _print(secret: str) -> None:
    print(secret)
    print("\nThat was the key; it is shown this once. The service keeps its fingerprint:")
    print(f"  {fingerprint(secret)}")
    print("Ask with it: curl -H 'Authorization: Bearer loans_...' ...")


if __name__ == "__main__":
    main()
