"""Pictures of a repo: checked, and without what they tell of who made them, and where."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from mltrail.portfolio.committed import LARGEST, Committed
from mltrail.portfolio.text import label

MOST = 24
WIDEST = 10_000  # pixels: a small file can unfold to gigabytes
_PATH = re.compile(r"(?:reports|docs)/[^/]+\.png")
_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"pHYs")


@dataclass(frozen=True)
class Picture:
    """A picture that the site shows."""

    url: str  # from the site's top
    alt: str
    caption: str
    width: int
    height: int
    content: bytes


def of(
    repo: Committed, folder: str, said: Mapping[str, str]
) -> tuple[dict[str, Picture], list[str]]:
    """Return by path the pictures a repo shows, and why some are left out.

    `said` tells of some what they show; they come first, in that order.
    """
    every = [path for path in repo.sizes if _PATH.fullmatch(path)]
    paths = [*(path for path in said if path in every), *sorted(set(every) - set(said))]
    notes = [f"`{path}`: a page shows {MOST} pictures" for path in paths[MOST:]]
    found: dict[str, Picture] = {}
    for path in paths[:MOST]:
        if repo.sizes[path] > LARGEST:
            size = f"{repo.sizes[path] / 1e6:.1f} MB"
            notes.append(f"`{path}`: {size}, and a page shows up to {LARGEST / 1e6:.0f} MB")
            continue
        try:
            width, height, plain = _plain((repo.place / path).read_bytes())
        except (OSError, ValueError, struct.error):
            notes.append(f"`{path}`: it is no PNG picture, or a damaged one")
            continue
        name = path.removesuffix(".png")
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
        caption = label(name.partition("/")[2])
        alt = said.get(path) or f"Picture: {caption}"
        url = f"{folder}/{len(found) + 1:02}-{slug}.png"
        found[path] = Picture(url, alt, caption, width, height, plain)
    return found, notes


def _plain(content: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the picture without comments; ValueError if it is no PNG."""
    place, kept, kind = len(_PNG), [content[: len(_PNG)]], b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        chunk = content[place : place + length + 12]
        if len(chunk) < length + 12:
            raise ValueError
        if kind in _NEEDED:
            kept.append(chunk)
        place += len(chunk)
    width, height = struct.unpack_from(">II", content, len(_PNG) + 8)
    if kept[0] != _PNG or kept[1][4:8] != b"IHDR" or not 0 < max(width, height) <= WIDEST:
        raise ValueError
    return width, height, b"".join(kept)
