"""Which edits meet which steps: all that fit with `--all-cells`, else each edit a few in turn."""

from itertools import cycle, islice, pairwise

from grow import owner, toy
from grow.owner import Edit
from mltrail import catalog

Step = tuple[str, str, str, str]  # template, project, level, next level
Run = tuple[str, Step]

FEW = 2  # steps of the real template for each edit

EDITS = owner.load()
LEVELS = list(catalog.load().levels)
REAL: list[Step] = [
    ("real", project.name, *levels)
    for project in catalog.load().projects.values()
    for levels in pairwise(project.levels)
]
SMALL: list[Step] = [("toy", "titanic", *levels) for levels in pairwise(toy.LEVELS)]
STEPS = [*REAL, *SMALL]

# From the lowest to the highest level at once.
CLIMBS: list[Step] = [
    *[
        ("real", project.name, LEVELS[0], LEVELS[len(project.levels) - 1])
        for project in catalog.load().projects.values()
        if len(project.levels) > 2
    ],
    ("toy", "titanic", toy.LEVELS[0], toy.LEVELS[-1]),
]


def fits(edit: Edit, step: Step) -> bool:
    """Say whether there is something to edit at the level that a step starts from."""
    first, level, last = map(LEVELS.index, (edit.since, step[2], edit.until))
    there = not edit.project or step[:2] == ("real", edit.project)
    return there and first <= level <= last


def runs(every: bool) -> list[Run]:
    """Pair edits with steps."""
    paired = []
    turn = 0
    for name, edit in EDITS.items():
        real = [step for step in REAL if fits(edit, step)]
        small = [step for step in SMALL if fits(edit, step)]
        chosen = [*real, *small]
        if not every:
            chosen = list(islice(cycle(real), turn, turn + min(FEW, len(real)))) or small[:1]
            turn += FEW
        paired += [(name, step) for step in chosen]
    return paired


def climbs(every: bool) -> list[Run]:
    """Pair edits with the way from the lowest level to the highest."""
    paired = [
        (name, climb) for name, edit in EDITS.items() for climb in CLIMBS if fits(edit, climb)
    ]
    return paired if every else paired[:: 4 * len(CLIMBS) + 1]


def run_id(run: Run) -> str:
    """Name a run in a test's id."""
    return "-".join([run[0], *run[1]])
