"""Shared text is woven: two additions at one place both stay, a contradiction is none of ours."""

import json
import tomllib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from mltrail.growth.weaving import settings, weave

lines = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8)


def text(parts: list[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


@given(base=lines, ours=lines, theirs=lines)
def test_prose_keeps_every_line_that_the_owner_wrote(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    woven = weave.weave(".gitignore", text(base), text(ours), text(theirs))
    assert woven is not None
    wrote = Counter(ours) - Counter(base)
    assert not wrote - Counter(woven.splitlines())


@given(base=lines, ours=lines, first=lines, last=lines)
def test_prose_gets_every_line_that_a_level_adds(
    base: list[str], ours: list[str], first: list[str], last: list[str]
) -> None:
    added = [f"new {part}" for part in (*first, *last)]
    theirs = [*added[: len(first)], *base, *added[len(first) :]]
    woven = weave.weave(".gitignore", text(base), text(ours), text(theirs))
    assert woven is not None
    assert [line for line in woven.splitlines() if line.startswith("new")] == added


@given(base=lines, side=lines)
def test_what_one_side_did_is_done(base: list[str], side: list[str]) -> None:
    assert weave.weave("README.md", text(base), text(side), text(base)) == text(side)
    assert weave.weave("README.md", text(base), text(base), text(side)) == text(side)


BASE = '[project]\ndependencies = [\n  "numpy",\n]\n'

SETTINGS = {
    "one line each in an array": (
        BASE.replace('"numpy",\n', '"numpy",\n  "tqdm",\n'),
        BASE.replace('"numpy",\n', '"numpy",\n  "optuna",\n'),
        BASE.replace('"numpy",\n', '"numpy",\n  "tqdm",\n  "optuna",\n'),
    ),
    "a table each at the end": (
        f"{BASE}\n[tool.mine]\na = 1\n",
        f"{BASE}\n[tool.ruff]\nb = 2\n",
        f"{BASE}\n[tool.mine]\na = 1\n\n[tool.ruff]\nb = 2\n",
    ),
    "one table, the owner's setting first": (
        f"{BASE}\n[tool.ruff]\nline-length = 79\n",
        f"{BASE}\n[tool.ruff]\nline-length = 100\nfix = true\n",
        f"{BASE}\n[tool.ruff]\nline-length = 79\nfix = true\n",
    ),
    "another indent": (
        BASE.replace("  ", "\t"),
        BASE.replace('"numpy",\n', '"numpy",\n  "optuna",\n'),
        BASE.replace('  "numpy",\n', '\t"numpy",\n\t"optuna",\n'),
    ),
    "a list that both made": (
        f'{BASE}\n[tool.ruff.lint]\nselect = ["PL"]\n',
        f'{BASE}\n[tool.ruff.lint]\nselect = ["E", "F"]\nignore = ["D105"]\n',
        f'{BASE}\n[tool.ruff.lint]\nselect = ["PL"]\nignore = ["D105"]\n',
    ),
    "libraries that both added": (
        f'{BASE}\n[dependency-groups]\nquality = ["Ruff==0.13"]\n',
        f'{BASE}\n[dependency-groups]\nquality = ["mypy>=1.15", "ruff>=0.12"]\n',
        f'{BASE}\n[dependency-groups]\nquality = ["Ruff==0.13", "mypy>=1.15"]\n',
    ),
    "dotted keys": (
        f'{BASE}scripts.train = "a:b"\n',
        f'{BASE}\n[project.scripts]\ntrain = "a:b"\ntune = "a:c"\n',
        f'{BASE}scripts.train = "a:b"\nscripts.tune = "a:c"\n',
    ),
    "braces": (
        f'{BASE}scripts = {{ train = "a:b" }}\n',
        f'{BASE}\n[project.scripts]\ntrain = "a:b"\ntune = "a:c"\n',
        f'{BASE}scripts = {{ train = "a:b", tune = "a:c"}}\n',
    ),
    "a comment and a bound": (
        BASE.replace('"numpy",', '"numpy",  # mine').replace("[project]", "[project]  # of mine"),
        BASE.replace('"numpy",\n', '"numpy",\n  "optuna", # new\n'),
        BASE.replace('"numpy",\n', '"numpy",  # mine\n  "optuna", # new\n').replace(
            "[project]", "[project]  # of mine"
        ),
    ),
    "no TOML": ("[project\n", f"{BASE}a = 1\n", None),
    "one setting, two values": (
        BASE.replace('"numpy"', '"numpy<3"'),
        BASE.replace('"numpy"', '"numpy>=2"'),
        None,
    ),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings(case: str) -> None:
    ours, theirs, expected = SETTINGS[case]
    assert weave.weave("pyproject.toml", BASE, ours, theirs) == expected


def test_a_key_that_stands_twice_is_not_sound() -> None:
    job = "  test:\n    steps: []\n"
    base, merged = "jobs: {}\n", f"jobs:\n{job}{job}"
    assert not weave.sound("ci.yml", base, f"jobs:\n{job}", f"jobs:\n{job}", merged)


def test_a_workflow_of_the_owner_s_gets_the_level_s_jobs() -> None:
    ours = "name: Mine\non: [push]\njobs:\n  mine:\n    steps: [{run: ls}]\n"
    theirs = "name: CI\non: [push]\njobs:\n  test:\n    steps: [{run: pytest}]\n"
    path = ".github/workflows/ci.yml"
    assert weave.joined(path, ours, theirs) == f"{ours}  test:\n    steps: [{{run: pytest}}]\n"
    assert weave.joined("compose.yaml", ours, theirs) is None


SMALL = """\
[project]
name = "ship"
dependencies = [
  "numpy>=2.0",
]

[project.scripts]
train = "ship.train:main"

[tool.pytest.ini_options]
testpaths = ["tests"]
"""

LARGE = """\
[project]
name = "ship"
dependencies = [
  "numpy>=2.0",
  "optuna>=4.5", # tuning
]

[project.scripts]
tune = "ship.tune:main"
train = "ship.train:main"

# what joins the service
[project.entry-points."ship.extensions"]
metrics = "ship.observe:install"

[dependency-groups]
quality = ["ruff>=0.12"]

[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]

[[tool.mypy.overrides]]
module = ["onnx.*"]
ignore_missing_imports = true

[[tool.mypy.overrides]]
module = ["ray.*"]
ignore_missing_imports = true

[tool.pytest.ini_options]
addopts = "-q"
testpaths = ["tests"]
"""


def in_braces(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key(k)} = {in_braces(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_braces, value)) + "]"
    return json.dumps(value)


def key(name: str) -> str:
    return tomlkit.key(name).as_string()


def dotted(value: dict[str, Any], above: str = "") -> list[str]:
    rows = []
    for name, part in value.items():
        path = f"{above}{key(name)}"
        rows += (
            dotted(part, f"{path}.") if isinstance(part, dict) else [f"{path} = {in_braces(part)}"]
        )
    return rows


FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    "dotted": lambda data: "\n".join(dotted(data)),
    "braces": lambda data: "\n".join(f"{key(k)} = {in_braces(v)}" for k, v in data.items()),
    "dotted under headers": lambda data: "\n".join(
        "\n".join([f"[{key(k)}]", *dotted(v)]) for k, v in data.items()
    ),
    "braces under headers": lambda data: "\n".join(
        "\n".join([f"[{key(k)}]", *(f"{key(a)} = {in_braces(b)}" for a, b in v.items())])
        for k, v in data.items()
    ),
    "the other way round": lambda data: tomlkit.dumps(dict(reversed(data.items()))),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("base", "theirs"), [(SMALL, LARGE), (LARGE, SMALL)], ids=["up", "back"])
def test_whatever_form_the_owner_gives_it_the_file_says_what_it_should(
    form: str, base: str, theirs: str
) -> None:
    ours = FORMS[form](tomllib.loads(base))
    own = 'mine = """\n[x]\n# y = 1\n"""\n'
    woven = weave.weave("pyproject.toml", base, f"{own}{ours}\n# the end\n", theirs)
    assert woven is not None
    assert settings.same(tomllib.loads(woven), {**tomllib.loads(own), **tomllib.loads(theirs)})
    assert woven.startswith(own)
    assert woven.endswith("\n# the end\n")


def test_only_what_is_disputed_is_marked() -> None:
    base = f"{BASE}\n[tool.ruff]\nline-length = 100\n"
    ours = '[tool]\nruff = { line-length = 79 }\n[project]\ndependencies = ["numpy"]\n'
    theirs = base.replace("100", "120").replace('"numpy",', '"numpy",\n  "optuna",')
    marked = weave.disputed("pyproject.toml", base, ours, theirs)
    assert marked == (
        "[tool]\n<<<<<<< yours\nruff = { line-length = 79 }\n=======\n"
        "ruff = { line-length = 120 }\n>>>>>>> new\n"
        '[project]\ndependencies = ["numpy", "optuna"]\n'
    )


TEXT = """\
# Ship

Who survived?

```console
uv sync
uv run train
```

## The idea

Look at the data first.

| file | what it does |
|---|---|
| `data.py` | loads |

## Licence

MIT
"""

GROWN = (
    TEXT.replace("uv run train\n", "uv run train\nuv run tune\n")
    .replace("| `data.py` | loads |\n", "| `data.py` | loads |\n| `tune.py` | searches |\n")
    .replace("## Licence", "## Tuning\n\nTry many.\n\n### How long?\n\nA minute.\n\n## Licence")
)
TUNING = "## Tuning\n\nTry many.\n\n### How long?\n\nA minute.\n"

OWN = {
    "everything": ("# Mine\n\nI did this on a Sunday.\n\n## Learned\n\n- A lot.\n", None, False),
    "all but a heading": (
        "# Mine\n\nOn a Sunday.\n\n## The idea\n\nNone of yours.\n\n## Learned\n\n- A lot.\n",
        "# Mine\n\nOn a Sunday.\n\n## The idea\n\nNone of yours.\n\n## Learned\n\n- A lot.\n\n"
        + TUNING,
        False,
    ),
    "the command": (
        TEXT.replace("uv sync\nuv run train", "make all"),
        GROWN.replace("uv sync\nuv run train\nuv run tune", "make all"),
        False,
    ),
    "the title and a row": (
        TEXT.replace("# Ship", "# Boat").replace("loads |\n", "loads |\n| `mine.py` | mine |\n"),
        GROWN.replace("# Ship", "# Boat").replace("loads |\n", "loads |\n| `mine.py` | mine |\n"),
        True,
    ),
    "a section at the end": (f"{TEXT}\n## Notes\n\nRain.\n", f"{GROWN}\n## Notes\n\nRain.\n", True),
    "a section away": (
        TEXT.replace(TEXT[TEXT.index("## The idea") : TEXT.index("## Licence")], ""),
        GROWN.replace(GROWN[GROWN.index("## The idea") : GROWN.index("## Tuning")], ""),
        False,
    ),
}


@pytest.mark.parametrize("edit", OWN)
def test_a_readme_gets_whole_sections_and_no_fragment(edit: str) -> None:
    """Nothing goes where the text around it is not there any more."""
    ours, expected, complete = OWN[edit]
    assert weave.weave("README.md", TEXT, ours, GROWN) == (ours if expected is None else expected)
    assert weave.complete("README.md", TEXT, ours, GROWN) == complete
