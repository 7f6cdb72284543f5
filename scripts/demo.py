"""Play the first ten minutes of a learner, and draw them as the moving picture of the README.

`uv run scripts/demo.py` runs each command for real, in a folder of its own: docs/demo.svg.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from html import escape, unescape
from pathlib import Path

from mltrail.learning import exercises, solutions, steps

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "demo.svg"
SECONDS = 4  # for a scene
WIDTH, ROWS = 80, 17  # of the terminal, in letters
ACROSS, DOWN = 8.4, 19  # of a letter, in pixels
# What is typed, and how much of the answer is shown: from that line on, so many.
SCENES = [
    ("mltrail new titanic --level beginner --defaults", slice(-15, -2)),
    ("uv run train", slice(None)),
    ("mltrail check b1", slice(None)),
    ("grep = exercises/b1_who_would_you_have_been/answers.toml", slice(None)),
    ("mltrail check b1", slice(None)),
    ("mltrail level-up intermediate", slice(0, 15)),
]
SOLVED = 3  # the scene before which the learner does the exercise
STYLE = """
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d7dde0;white-space:pre}
.typed{fill:#7fd4c8;font-weight:700}
.scene{opacity:0;animation:shown %ds step-end infinite}
@keyframes shown{0%%{opacity:1}%g%%{opacity:0}}
@media (prefers-reduced-motion:reduce){.scene{animation:none}.scene:last-of-type{opacity:1}}
"""


def play(folder: Path) -> list[list[str]]:
    """Run the scenes in a folder; return the lines of each, what is typed first."""
    # Where Git has no name for the learner, the commands still have to work, and say the same.
    names = dict.fromkeys(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"], "ada")
    addresses = dict.fromkeys(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"], "ada@example.com")
    terminal = {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    environment = os.environ | names | addresses | terminal
    environment.pop("VIRTUAL_ENV", None)
    repo, shown = folder / "titanic", []

    def run(*words: str | Path) -> str:
        done = subprocess.run(
            words, cwd=repo if repo.exists() else folder, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        if done.returncode > 1:  # 1: an exercise that is not done yet
            sys.exit(f"{words}: {done.stdout}")
        return done.stdout

    for number, (typed, part) in enumerate(SCENES):
        if number == SOLVED:
            found = exercises.find(repo)
            given = {"package": found.package(), "project": "titanic"}
            steps.take(repo, solutions.steps_of("titanic", "b1"), given)
        words = shlex.split(typed)
        if words[0] == "mltrail":
            words = [sys.executable, "-m", *words]
        lines = run(*words).rstrip().splitlines()
        shown.append([f"$ {typed}", *lines[part]])
        if number == 0:
            run("uv", "sync", "--quiet")
        run("git", "add", "--all")
        run("git", "commit", "--quiet", "--allow-empty", "--message", typed)
    return shown


def drawn(scenes: list[list[str]]) -> str:
    """Return the scenes as a picture that shows one after the other."""
    width, height = round(WIDTH * ACROSS) + 32, ROWS * DOWN + 32
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>A repo is made, trained, an exercise solved and checked, the repo grown</title>",
        f"<style>{STYLE % (SECONDS * len(scenes), 100 / len(scenes))}</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="#101719"/>',
    ]
    for number, lines in enumerate(scenes):
        parts.append(f'<g class="scene" style="animation-delay:{number * SECONDS}s">')
        for row, line in enumerate(lines[:ROWS]):
            kind = ' class="typed"' if row == 0 else ""
            place = f'x="16" y="{30 + row * DOWN}"'
            parts.append(f"<text{kind} {place}>{escape(line, quote=False)}</text>")
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def said(picture: str) -> list[str]:
    """Return the lines of text in a picture."""
    return [unescape(line) for line in re.findall(r"<text[^>]*>(.*)</text>", picture)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(drawn(play(Path(folder))), "utf-8")
    print(f"Wrote {PICTURE.relative_to(ROOT)}")
