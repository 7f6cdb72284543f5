"""Draw docs/speed.svg from the seconds in docs/benchmarks.md: `uv run scripts/speed.py`."""

import re
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "speed.svg"
LEFT, WIDE, DOWN = 170, 420, 30  # where bars begin, the longest one, a row; in pixels
STYLE = """
text{font:14px system-ui,sans-serif;fill:#1d2b2f}
rect{fill:#b4bec1}
.ours rect{fill:#12787f}
.ours text{font-weight:700}
@media (prefers-color-scheme:dark){text{fill:#e4e9ea}rect{fill:#5d6a6e}.ours rect{fill:#3fb3ba}}
"""


def rows(benchmarks: str) -> list[tuple[str, float]]:
    """Return the commands and their seconds, as the document lists them."""
    found = re.findall(r"^\| `([^`]+)` \| ([\d.]+) \|$", benchmarks, re.MULTILINE)
    return [(name, float(seconds)) for name, seconds in found]


def drawn(measured: list[tuple[str, float]]) -> str:
    """Return the seconds as bars, ours in colour."""
    longest = max(seconds for _, seconds in measured)
    width, height = LEFT + WIDE + 80, DOWN * len(measured) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Seconds for a new repo, and for growing one</title>",
        f"<style>{STYLE}</style>",
    ]
    for number, (name, seconds) in enumerate(measured):
        top, bar = 10 + number * DOWN, max(2, round(WIDE * seconds / longest))
        parts += [
            f'<g class="{"ours" if name.startswith("mltrail") else "theirs"}">',
            f'<text x="{LEFT - 10}" y="{top + 17}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{bar}" height="20" rx="3"/>',
            f'<text x="{LEFT + bar + 8}" y="{top + 17}">{seconds:g} s</text>',
            "</g>",
        ]
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    measured = rows((ROOT / "docs" / "benchmarks.md").read_text("utf-8"))
    PICTURE.write_text(drawn(measured), "utf-8")
    print(f"Wrote {PICTURE.relative_to(ROOT)}")
