"""The chance to pass, quickly enough to ask it thousands of times for each person.

The points in a subject are a sum of questions. Where a subject shows one skill, what is left of it after the cut at its
minimum is a curve over that ability, tabulated exactly. Where it shows several, the moments of the parts are added and
cut as a normal variable would be. The total is then a sum of independent parts, and its tail is told from its mean,
variance and third moment. The tests hold all of it to ``exact``.
"""

from math import erfc, exp, pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.decisions.course import Course
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.structure import FARTHEST

FARTHEST_NORMAL: Final = 8.0
NORMAL_NODES: Final = 1_025
LATTICE: Final = 1 / 12
"""The variance that whole numbers gain when each is spread evenly over the unit around it (Sheppard)."""

Compiled = tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats, Floats, Floats, Floats]
"""The fields of a ``Course`` in their order."""
Work = tuple[Floats, Floats, Floats, Floats, Floats]
"""Room for several abilities, along the first axis: the five numbers of each part; those of each mixed subject before
its cut, and four after it; then again those of parts, and of mixed subjects after the cut, were one skill lifted."""
Moments = tuple[float, float, float]
"""Mean, variance and third central moment."""


def _normal_tables() -> Floats:
    """By standard normal z: what lies above it, the density, and mean, variance and third moment of what is left."""
    rows = []
    for z in np.linspace(-FARTHEST_NORMAL, FARTHEST_NORMAL, NORMAL_NODES):
        tail, density = 0.5 * erfc(z / sqrt(2)), exp(-z * z / 2) / sqrt(2 * pi)
        mills = density / tail
        rows.append((tail, density, mills, 1 + z * mills - mills**2, mills * (2 * mills**2 - 3 * z * mills + z**2 - 1)))
    return np.ascontiguousarray(np.array(rows))


NORMAL: Final = _normal_tables()


def as_compiled(course: Course) -> Compiled:
    return (
        course.skill_of,
        course.mixed_of,
        course.tables,
        course.least,
        course.steps,
        course.minimums,
        course.bars,
    )


# Each loop below goes through several abilities of one person at once: to hand a course from one compiled function to
# another takes as long as one chance.


@compiled
def row_at(place: float, farthest: float, last: int) -> tuple[int, float]:
    """The row of a table before a place, and how far the place lies towards the next."""
    where = min(max((place + farthest) * (last / (2.0 * farthest)), 0.0), last - 1e-9)
    row = int(where)
    return row, where - row


@compiled
def above(moments: Moments, minimum: float, fineness: float, normal: Floats) -> float:
    """The chance that a sum reaches ``minimum``, its skewness reckoned in (Edgeworth)."""
    variance = moments[1] + LATTICE * fineness * fineness
    narrow = 1.0 / sqrt(variance)
    z = (minimum - 0.5 * fineness - moments[0]) * narrow
    row, rest = row_at(z, FARTHEST_NORMAL, normal.shape[0] - 1)
    tail = normal[row, 0] + rest * (normal[row + 1, 0] - normal[row, 0])
    density = normal[row, 1] + rest * (normal[row + 1, 1] - normal[row, 1])
    skewed = tail + density * moments[2] * narrow * narrow * narrow * (1.0 / 6.0) * (z * z - 1.0)
    return float(min(max(skewed, 0.0), 1.0))


@compiled
def cut(moments: Moments, minimum: float, normal: Floats) -> tuple[float, Moments]:
    """The chance that a mixed subject reaches its minimum, and the moments of what is left then."""
    if minimum <= 0.0:
        return 1.0, moments
    variance = moments[1] + LATTICE
    spread = sqrt(variance)
    row, rest = row_at((minimum - 0.5 - moments[0]) / spread, FARTHEST_NORMAL, normal.shape[0] - 1)
    mills = normal[row, 2] + rest * (normal[row + 1, 2] - normal[row, 2])
    narrower = normal[row, 3] + rest * (normal[row + 1, 3] - normal[row, 3])
    third = normal[row, 4] + rest * (normal[row + 1, 4] - normal[row, 4])
    left = (
        moments[0] + spread * mills,
        max(variance * narrower - LATTICE, 0.0),
        moments[2] + spread * variance * third,
    )
    return above(moments, minimum, 1.0, normal), left


@compiled
def look_up(theta: Floats, course: Compiled, normal: Floats, work: Work) -> None:
    """Fill the first three of ``work`` for abilities of shape (abilities, skills)."""
    skill_of, mixed_of, tables, _, _, minimums, _ = course
    parts, whole, left, _, _ = work
    for draw in range(theta.shape[0]):
        whole[draw] = 0.0
        for part in range(skill_of.shape[0]):
            row, rest = row_at(theta[draw, skill_of[part]], FARTHEST, tables.shape[1] - 1)
            for which in range(5):
                low = tables[part, row, which]
                parts[draw, part, which] = low + rest * (tables[part, row + 1, which] - low)
                if mixed_of[part] >= 0:
                    whole[draw, mixed_of[part], which] += parts[draw, part, which]
        for mixed in range(minimums.shape[0]):
            moments = (whole[draw, mixed, 1], whole[draw, mixed, 2], whole[draw, mixed, 3])
            left[draw, mixed, 0], moments = cut(moments, minimums[mixed], normal)
            left[draw, mixed, 1], left[draw, mixed, 2], left[draw, mixed, 3] = moments


@compiled
def chances_of(course: Compiled, normal: Floats, work: Work, found: Floats) -> None:
    """The chance to pass with each of the abilities that were looked up, or with the first of them."""
    sum_up(-1, course, normal, work, found)


@compiled
def chances_if(
    change: tuple[int, float], theta: Floats, course: Compiled, work: tuple[Work, Floats], found: Floats
) -> None:
    """The same were one skill lifted: which, and by how much. ``theta`` are the abilities that were looked up."""
    skill, lift = change
    skill_of, _, tables, _, steps, _, _ = course
    others = work[0][3]
    for draw in range(found.shape[0]):
        row, rest = row_at(theta[draw, skill] + lift, FARTHEST, tables.shape[1] - 1)
        for part in range(skill_of.shape[0]):
            if skill_of[part] == skill:
                for which in range(4):
                    low = tables[part, row, which]
                    others[draw, part, which] = low + rest * (tables[part, row + 1, which] - low)
    if steps.shape[0]:
        cut_anew(skill, course, work, found.shape[0])
    sum_up(skill, course, work[1], work[0], found)


@compiled
def cut_anew(skill: int, course: Compiled, work: tuple[Work, Floats], abilities: int) -> None:
    """Cut mixed subjects again where one skill is another."""
    skill_of, mixed_of, _, _, _, minimums, _ = course
    parts, whole, _, others, left = work[0]
    for draw in range(abilities):
        for mixed in range(minimums.shape[0]):
            mean, variance, third = whole[draw, mixed, 1], whole[draw, mixed, 2], whole[draw, mixed, 3]
            for part in range(skill_of.shape[0]):
                if mixed_of[part] == mixed and skill_of[part] == skill:
                    mean += others[draw, part, 1] - parts[draw, part, 1]
                    variance += others[draw, part, 2] - parts[draw, part, 2]
                    third += others[draw, part, 3] - parts[draw, part, 3]
            left[draw, mixed, 0], moments = cut((mean, variance, third), minimums[mixed], work[1])
            left[draw, mixed, 1], left[draw, mixed, 2], left[draw, mixed, 3] = moments


@compiled
def sum_up(skill: int, course: Compiled, normal: Floats, work: Work, found: Floats) -> None:
    """The chance to meet every condition, with ``skill`` as it would be if lifted; with none, where it is -1."""
    skill_of, mixed_of, _, _, steps, _, bars = course
    parts, _, left, others, left_if = work
    for draw in range(found.shape[0]):
        chance, mean, variance, third = 1.0, 0.0, 0.0, 0.0
        for part in range(skill_of.shape[0]):
            if mixed_of[part] < 0:
                from_here = others if skill_of[part] == skill else parts
                chance *= from_here[draw, part, 0]
                mean += from_here[draw, part, 1]
                variance += from_here[draw, part, 2]
                third += from_here[draw, part, 3]
        for mixed in range(steps.shape[0]):
            from_here = left if skill < 0 else left_if
            step = steps[mixed]
            chance *= from_here[draw, mixed, 0]
            mean += step * from_here[draw, mixed, 1]
            variance += step * step * from_here[draw, mixed, 2]
            third += step * step * step * from_here[draw, mixed, 3]
        found[draw] = chance * above((mean, variance, third), bars[0], bars[1], normal)


@compiled
def deserving(course: Compiled, work: Work) -> float:
    """The share of the abilities looked up whose points on average meet every condition."""
    _, mixed_of, _, least, steps, minimums, bars = course
    parts, whole, _, _, _ = work
    count = 0
    for draw in range(parts.shape[0]):
        total, meets = 0.0, True
        for part in range(mixed_of.shape[0]):
            if mixed_of[part] < 0:
                meets = meets and parts[draw, part, 4] >= least[part]
                total += parts[draw, part, 4]
        for mixed in range(steps.shape[0]):
            meets = meets and whole[draw, mixed, 4] >= minimums[mixed]
            total += steps[mixed] * whole[draw, mixed, 4]
        count += meets and total >= bars[0]
    return float(count / parts.shape[0])


@compiled
def room(course: Compiled, abilities: int) -> Work:
    """Room for so many abilities."""
    parts, mixed = course[0].shape[0], course[4].shape[0]
    return (
        np.empty((abilities, parts, 5)),
        np.empty((abilities, mixed, 5)),
        np.empty((abilities, mixed, 4)),
        np.empty((abilities, parts, 5)),
        np.empty((abilities, mixed, 4)),
    )


def quick_chances(course: Course, abilities: Floats) -> Floats:
    """The chance to pass with each of these abilities, shape (people, skills)."""
    told = as_compiled(course)
    work, found = room(told, len(abilities)), np.empty(len(abilities))
    look_up(np.ascontiguousarray(abilities), told, NORMAL, work)
    chances_of(told, NORMAL, work, found)
    return found
