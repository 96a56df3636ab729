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
from munera.engines.psychometrics.model import Floats, SkillProfiles
from munera.engines.psychometrics.retake.model import SURE, RetakeModel
from munera.engines.psychometrics.skills.population import skill_profiles
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


def reckon(
    grounds: Grounds,
    table: NDArray[np.int8],
    *,
    advice: Assumptions,
    retake: RetakeModel | None,
    years: float | None,
) -> Reckoned:
    """Everything that an explanation has, from the answers alone."""
    structure, grading = grounds.structure, grounds.grading
    points = structure.points(table)
    has_passed = passed(structure, grading, points)
    profiles = skill_profiles(structure, grounds.population, table)
    deviation = np.sqrt(np.einsum("nkk->nk", profiles.covariance))
    ability = np.stack((profiles.mean, profiles.mean - SURE * deviation, profiles.mean + SURE * deviation), axis=2)
    shares, worth = expected_shares(structure), worth_of_points(structure, grading)
    lifts = advice.lifts(grounds.skills)
    course = course_of(structure, grading)
    imagined = prospects(
        profiles.mean,
        profiles.covariance,
        course,
        Question(
            centre=np.array(grounds.mean),
            spread=grounds.population.deviation,
            reference=np.array(grounds.passers.abilities if grounds.passers else grounds.mean),
            lifts=lifts,
            hours=advice.effort(grounds.skills),
            failed=~has_passed,
        ),
    )
    curves = _unit_curves(structure, worth)
    shown = grading.shown_possible / grading.most
    units = points * worth
    to_mark, to_passers = _lost(grounds, grading, units, curves, (profiles.mean, deviation))
    needed = np.column_stack([_gain_for(target, imagined.lifted) for target in TARGETS])
    now = along(curves.mean, profiles.mean)
    return Reckoned(
        passed=has_passed,
        subjects=subject_points(structure, grading, points),
        skills=points @ structure.members,
        total=units.sum(axis=1) * shown,
        standard_error=np.sqrt(along(curves.variance, profiles.mean).sum(axis=1)) * shown,
        ability=ability,
        share=np.stack([along(shares, ability[:, :, which]) for which in range(3)], axis=2),
        expected=now * shown,
        lost_to_mark=to_mark[0],
        to_mark=to_mark[1],
        lost_to_passers=to_passers[0],
        to_passers=to_passers[1],
        prospects=imagined,
        points_gained=(along(curves.mean, profiles.mean + lifts) - now) * shown,
        needed=needed,
        needed_points=np.column_stack(
            [
                (along(curves.mean, profiles.mean + np.nan_to_num(gain)[:, None]) - now).sum(axis=1) * shown
                for gain in needed.T
            ]
        ),
        chances=_chances(imagined, profiles, course, retake=retake, years=years),
    )


@dataclass(frozen=True, slots=True)
class _Curves:
    """What each skill gives on average, and how that varies, in units of the total: shape (skills, nodes)."""

    mean: Floats
    variance: Floats


def _unit_curves(structure: Structure, worth: NDArray[np.int64]) -> _Curves:
    mean, variance = np.zeros((len(structure.skills), GRID.size)), np.zeros((len(structure.skills), GRID.size))
    for parameters, skill, units in zip(structure.parameters, structure.skill_of, worth.tolist(), strict=True):
        first, second, _ = moments_of(parameters)
        mean[skill] += units * first
        variance[skill] += units**2 * second
    return _Curves(mean, variance)


Tenths = tuple[NDArray[np.int64], NDArray[np.int64]]
"""By skill, and together."""


def _lost(
    grounds: Grounds,
    grading: Grading,
    units: NDArray[np.int64],
    curves: _Curves,
    known: tuple[Floats, Floats],
) -> tuple[Tenths, Tenths]:
    """Where the points went, compared with those who reach the required total and with the median of the passers.

    What somebody has in a skill is what such abilities give on average; what the total has beyond that is spread over
    the skills by how unsure each is, so that the parts add up to the total.
    """
    mean, deviation = known
    shown = grading.shown_possible / grading.most
    expected = along(curves.mean, mean)
    steepness = along(np.gradient(curves.mean, GRID, axis=1), mean)
    unsure = along(curves.variance, mean) + (steepness * deviation) ** 2
    total = units.sum(axis=1, keepdims=True)
    own = expected + unsure / unsure.sum(axis=1, keepdims=True) * (total - expected.sum(axis=1, keepdims=True))
    aims = (grading.minimum, grounds.passers.total if grounds.passers else grading.minimum)
    to_mark, to_passers = (
        _in_tenths((grounds.typical.of(aim) - own) * shown, (aim - total[:, 0]) * shown) for aim in aims
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
    imagined: Prospects, profiles: SkillProfiles, course: Course, *, retake: RetakeModel | None, years: float | None
) -> Chances:
    if retake is None:
        return Chances(imagined.chance, imagined.quarters[:, 0], imagined.quarters[:, 1])
    points = even_normals(DRAWS, len(profiles.skills) + 1)
    growth = retake.growth.expected(np.array([years or 0.0]))
    return Chances(*retake.told(grown_chances(profiles.mean, profiles.covariance, points, course, growth)))
