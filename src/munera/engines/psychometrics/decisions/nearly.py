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
Work = tuple[Floats, Floats, Floats, Floats]
"""Room for the five numbers of each part, and of each part were its ability another; of each mixed subject before and
after its cut."""
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


# The loops below run thousands of times for each person: they hand numbers on, not parts of arrays, since numba counts
# who holds an array.


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
    spread = sqrt(variance)
    z = (minimum - 0.5 * fineness - moments[0]) / spread
    row, rest = row_at(z, FARTHEST_NORMAL, normal.shape[0] - 1)
    tail = normal[row, 0] + rest * (normal[row + 1, 0] - normal[row, 0])
    density = normal[row, 1] + rest * (normal[row + 1, 1] - normal[row, 1])
    skewed = tail + density * moments[2] / (spread * variance) / 6.0 * (z * z - 1.0)
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
def look_up(skill: int, ability: float, course: Compiled, found: Floats) -> None:
    """Fill the five numbers of each part that shows a skill."""
    skill_of, _, tables, _, _, _, _ = course
    row, rest = row_at(ability, FARTHEST, tables.shape[1] - 1)
    for part in range(skill_of.shape[0]):
        if skill_of[part] == skill:
            for which in range(5):
                low = tables[part, row, which]
                found[part, which] = low + rest * (tables[part, row + 1, which] - low)


@compiled
def chance_of(theta: Floats, course: Compiled, normal: Floats, work: Work) -> float:
    """The chance to pass with these abilities; ``work`` is filled for ``chance_if``."""
    _, mixed_of, _, _, _, minimums, _ = course
    parts, _, whole, left = work
    for skill in range(theta.shape[0]):
        look_up(skill, theta[skill], course, parts)
    whole[:] = 0.0
    for part in range(mixed_of.shape[0]):
        if mixed_of[part] >= 0:
            for which in range(5):
                whole[mixed_of[part], which] += parts[part, which]
    for mixed in range(whole.shape[0]):
        moments = (whole[mixed, 1], whole[mixed, 2], whole[mixed, 3])
        left[mixed, 0], (left[mixed, 1], left[mixed, 2], left[mixed, 3]) = cut(moments, minimums[mixed], normal)
    return summed_up(-1, course, normal, work)


@compiled
def chance_if(skill: int, ability: float, course: Compiled, normal: Floats, work: Work) -> float:
    """The chance if the ability in one skill were another than ``chance_of`` was asked about just now."""
    look_up(skill, ability, course, work[1])
    return summed_up(skill, course, normal, work)


@compiled
def summed_up(skill: int, course: Compiled, normal: Floats, work: Work) -> float:
    """The chance to meet every condition, with the other ability in ``skill``; in none, where it is -1."""
    skill_of, mixed_of, _, _, steps, _, bars = course
    parts, others, _, left = work
    chance, mean, variance, third = 1.0, 0.0, 0.0, 0.0
    for part in range(skill_of.shape[0]):
        if mixed_of[part] < 0:
            from_here = others if skill_of[part] == skill else parts
            chance *= from_here[part, 0]
            mean += from_here[part, 1]
            variance += from_here[part, 2]
            third += from_here[part, 3]
    for mixed in range(steps.shape[0]):
        step = steps[mixed]
        reached, moments = left[mixed, 0], (left[mixed, 1], left[mixed, 2], left[mixed, 3])
        if skill >= 0:
            reached, moments = cut_anew(mixed, skill, course, normal, work)
        chance *= reached
        mean += step * moments[0]
        variance += step * step * moments[1]
        third += step * step * step * moments[2]
    return chance * above((mean, variance, third), bars[0], bars[1], normal)


@compiled
def cut_anew(mixed: int, skill: int, course: Compiled, normal: Floats, work: Work) -> tuple[float, Moments]:
    """The cut of a mixed subject with the other ability in one skill; as it was, if the subject does not show it."""
    skill_of, mixed_of, _, _, _, minimums, _ = course
    parts, others, whole, left = work
    for part in range(skill_of.shape[0]):
        if skill_of[part] == skill and mixed_of[part] == mixed:
            moments = (
                whole[mixed, 1] + others[part, 1] - parts[part, 1],
                whole[mixed, 2] + others[part, 2] - parts[part, 2],
                whole[mixed, 3] + others[part, 3] - parts[part, 3],
            )
            return cut(moments, minimums[mixed], normal)
    return left[mixed, 0], (left[mixed, 1], left[mixed, 2], left[mixed, 3])


@compiled
def deserves(course: Compiled, work: Work) -> bool:
    """Whether the points reached on average, with the abilities ``chance_of`` was asked about, meet every condition."""
    _, mixed_of, _, least, steps, minimums, bars = course
    parts, _, whole, _ = work
    total = 0.0
    for part in range(mixed_of.shape[0]):
        if mixed_of[part] < 0:
            if parts[part, 4] < least[part]:
                return False
            total += parts[part, 4]
    for mixed in range(steps.shape[0]):
        if whole[mixed, 4] < minimums[mixed]:
            return False
        total += steps[mixed] * whole[mixed, 4]
    return bool(total >= bars[0])


@compiled
def room(course: Compiled) -> Work:
    """Room to work in."""
    parts, mixed = course[0].shape[0], course[4].shape[0]
    return np.empty((parts, 5)), np.empty((parts, 5)), np.empty((mixed, 5)), np.empty((mixed, 5))
