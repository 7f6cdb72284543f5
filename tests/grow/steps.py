"""The steps there are from one level to the next: of the real template, and of the small one."""

from itertools import pairwise

from grow import toy
from mltrail import catalog

Step = tuple[str, str, str, str]  # template, project, level, next level

REAL: list[Step] = [
    ("real", project.name, *levels)
    for project in catalog.load().projects.values()
    for levels in pairwise(project.levels)
]
SMALL: list[Step] = [("toy", "titanic", *levels) for levels in pairwise(toy.LEVELS)]
STEPS = [*REAL, *SMALL]
