"""All numbers of explanations, for everybody at once: each field has one row for each person."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.advice.assumptions import Assumptions
from munera.engines.psychometrics.advice.prospects import (
    DRAWS,
    LIFTS,
    Prospects,
    Question,
    even_normals,
    grown_chances,
    prospects,
)
from munera.engines.psychometrics.decisions.course import Course, course_of
from munera.engines.psychometrics.decisions.rule import Grading
from munera.engines.psychometrics.grounds import (
    Grounds,
    along,
    expected_shares,
    passed,
    subject_points,
    worth_of_points,
)
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.retake.model import SURE, RetakeModel
from munera.engines.psychometrics.skills.known import Tables
from munera.engines.psychometrics.skills.population import Population
from munera.engines.psychometrics.skills.structure import GRID, Structure, moments_of

TARGETS: Final = (0.5, 0.8)
"""Chances for which it is told how far they are."""
TENTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Chances:
    """At the next attempt."""

    best: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Points and losses are in points as people are told them."""

    passed: NDArray[np.bool_]
    subjects: NDArray[np.int64]
    """Points in each subject."""
    skills: NDArray[np.int64]
    """Points in each skill."""
    total: Floats
    standard_error: Floats
    ability: Floats
    """Mean and ends of the band of each skill: shape (people, skills, 3)."""
    share: Floats
    """The same as shares of the skill's points."""
    expected: Floats
    """The points without luck in each skill."""
    lost_to_mark: NDArray[np.int64]
    """Tenths, by skill; together those of ``to_mark``."""
    to_mark: NDArray[np.int64]
    lost_to_passers: NDArray[np.int64]
    to_passers: NDArray[np.int64]
    prospects: Prospects
    points_gained: Floats
    """By studying each skill."""
    needed: Floats
    """The gain in all skills for each of ``TARGETS``; not a number where none that was looked at is enough."""
    needed_points: Floats
    chances: Chances


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is the same for everybody, tabulated once. Curves have the shape (skills, nodes)."""

    grounds: Grounds
    structure: Structure
    grading: Grading
    population: Population
    worth: NDArray[np.int64]
    """What a point in each question adds to the total."""
    tables: Tables
    course: Course
    mean: Floats
    """Units of the total that each skill gives on average."""
    variance: Floats
    """Of these units."""
    shares: Floats
    """Of the points of each skill."""

    @property
    def shown(self) -> float:
        """What a unit is in points as people are told them."""
        return self.grading.shown_possible / self.grading.most


def prepared(grounds: Grounds) -> Prepared:
    """Tabulate everything that does not depend on who is asked about."""
    structure, grading = grounds.structure, grounds.grading
    worth = worth_of_points(structure, grading)
    mean, variance = np.zeros((len(structure.skills), GRID.size)), np.zeros((len(structure.skills), GRID.size))
    moments = [moments_of(parameters) for parameters in structure.parameters]
    for (first, second, *_), skill, units in zip(moments, structure.skill_of, worth.tolist(), strict=True):
        mean[skill] += units * first
        variance[skill] += units**2 * second
    return Prepared(
        grounds=grounds,
        structure=structure,
        grading=grading,
        population=grounds.population,
        worth=worth,
        tables=Tables.of(structure, moments),
        course=course_of(structure, grading, moments),
        mean=mean,
        variance=variance,
        shares=expected_shares(structure, moments),
    )


def reckon(
    ready: Prepared,
    table: NDArray[np.int8],
    *,
    advice: Assumptions,
    retake: RetakeModel | None,
    years: float | None,
) -> Reckoned:
    """Everything that an explanation has, from the answers alone."""
    structure, grounds, shown = ready.structure, ready.grounds, ready.shown
    points = structure.points(table)
    has_passed = passed(structure, ready.grading, points)
    mean, covariance = ready.tables.posteriors(
        points, prior_mean=ready.population.mean, prior_covariance=ready.population.covariance
    )
    deviation = np.sqrt(np.einsum("nkk->nk", covariance))
    ability = np.stack((mean, mean - SURE * deviation, mean + SURE * deviation), axis=2)
    lifts = advice.lifts(grounds.skills)
    imagined = prospects(
        mean,
        covariance,
        ready.course,
        Question(
            centre=ready.population.mean,
            spread=ready.population.deviation,
            reference=np.array(grounds.passers.abilities if grounds.passers else grounds.mean),
            lifts=lifts,
            hours=advice.effort(grounds.skills),
            failed=~has_passed,
        ),
    )
    units = points * ready.worth
    to_mark, to_passers = _lost(ready, units, mean, deviation)
    needed = np.column_stack([_gain_for(target, imagined.lifted) for target in TARGETS])
    now = along(ready.mean, mean)
    return Reckoned(
        passed=has_passed,
        subjects=subject_points(structure, ready.grading, points),
        skills=points @ structure.members,
        total=units.sum(axis=1) * shown,
        standard_error=np.sqrt(along(ready.variance, mean).sum(axis=1)) * shown,
        ability=ability,
        share=np.stack([along(ready.shares, ability[:, :, which]) for which in range(3)], axis=2),
        expected=now * shown,
        lost_to_mark=to_mark[0],
        to_mark=to_mark[1],
        lost_to_passers=to_passers[0],
        to_passers=to_passers[1],
        prospects=imagined,
        points_gained=(along(ready.mean, mean + lifts) - now) * shown,
        needed=needed,
        needed_points=np.column_stack(
            [(along(ready.mean, mean + np.nan_to_num(gain)[:, None]) - now).sum(axis=1) * shown for gain in needed.T]
        ),
        chances=_chances(imagined, (mean, covariance), ready.course, retake=retake, years=years),
    )


Tenths = tuple[NDArray[np.int64], NDArray[np.int64]]
"""By skill, and together."""


def _lost(ready: Prepared, units: NDArray[np.int64], mean: Floats, deviation: Floats) -> tuple[Tenths, Tenths]:
    """Where the points went, compared with those who reach the required total and with the median of the passers.

    What somebody has in a skill is what such abilities give on average; what the total has beyond that is spread over
    the skills by how unsure each is, so that the parts add up to the total.
    """
    grounds = ready.grounds
    expected = along(ready.mean, mean)
    steepness = along(np.gradient(ready.mean, GRID, axis=1), mean)
    unsure = along(ready.variance, mean) + (steepness * deviation) ** 2
    total = units.sum(axis=1, keepdims=True)
    own = expected + unsure / unsure.sum(axis=1, keepdims=True) * (total - expected.sum(axis=1, keepdims=True))
    aims = (ready.grading.minimum, grounds.passers.total if grounds.passers else ready.grading.minimum)
    to_mark, to_passers = (
        _in_tenths((grounds.typical.of(aim) - own) * ready.shown, (aim - total[:, 0]) * ready.shown) for aim in aims
    )
    return to_mark, to_passers


def _in_tenths(parts: Floats, together: Floats) -> Tenths:
    """Rounded so that the parts add up: the largest remainders are rounded up."""
    whole = np.rint(together * TENTHS).astype(np.int64)
    low = np.floor(parts * TENTHS)
    missing = whole - low.sum(axis=1).astype(np.int64)
    rank = np.argsort(np.argsort(low - parts * TENTHS, axis=1, kind="stable"), axis=1, kind="stable")
    skills = parts.shape[1]
    # Rounding the total may ask for one more or one less than the remainders hold.
    more = missing[:, None] // skills + (rank < missing[:, None] % skills)
    return (low + more).astype(np.int64), whole


def _gain_for(target: float, lifted: Floats) -> Floats:
    """The smallest gain that lifts the chance to a target, between those that were looked at on a straight line."""
    enough = lifted >= target
    upper = np.where(enough.any(axis=1), enough.argmax(axis=1), len(LIFTS))
    inside = np.clip(upper, 1, len(LIFTS) - 1)
    people = np.arange(len(lifted))
    low, high = lifted[people, inside - 1], lifted[people, inside]
    rest = np.divide(target - low, high - low, out=np.ones_like(low), where=high > low)
    gain = LIFTS[inside - 1] + rest * (LIFTS[inside] - LIFTS[inside - 1])
    return np.asarray(np.where(upper == 0, 0.0, np.where(upper == len(LIFTS), np.nan, gain)))


def _chances(
    imagined: Prospects,
    known: tuple[Floats, Floats],
    course: Course,
    *,
    retake: RetakeModel | None,
    years: float | None,
) -> Chances:
    if retake is None:
        return Chances(imagined.chance, imagined.quarters[:, 0], imagined.quarters[:, 1])
    mean, covariance = known
    points = even_normals(DRAWS, mean.shape[1] + 1)
    growth = retake.growth.expected(np.array([years or 0.0]))
    return Chances(*retake.told(grown_chances(mean, covariance, points, course, growth)))
