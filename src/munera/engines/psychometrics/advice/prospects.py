"""What might be, for each person: draws of the abilities that fit their answers, and the chance to pass with each.

The draws are spread evenly rather than by lot, and the same for everybody: the same question has the same answer,
and two ways of studying are compared on the same abilities.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.decisions.course import Course
from munera.engines.psychometrics.decisions.nearly import (
    NORMAL,
    Compiled,
    Work,
    as_compiled,
    chance_if,
    chance_of,
    deserves,
    room,
    summed_up,
)
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.posterior import factorise

DRAWS: Final = 64
"""For the chance to pass."""
PLAN_DRAWS: Final = 32
"""For what studying each skill would bring."""
FEWER_DRAWS: Final = 8
"""For how far one has to go, and whether advice stands under other assumptions."""
MORE_DRAWS: Final = 256
"""For what asks for no chance: which skill is the weakest, and which lies below its reference."""
FACTORS: Final = (0.5, 1.5)
"""Hours may lift half as much, or half as much again, as assumed."""
LIFTS: Final = np.array([0.0, 0.4, 0.8, 1.2, 1.8, 2.5])
"""Gains of ability that are looked at to find the smallest that is enough."""


Asked = tuple[tuple[Compiled, Floats], tuple[Floats, Floats], Floats, Floats]
"""The course and the normal tables; lifts and hours; ``FACTORS``; ``LIFTS``."""
Found = tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats]


def even_normals(draws: int, dimensions: int) -> Floats:
    """Standard normal points, each with its mirror image behind it, by the sequence of the generalised golden ratio."""
    ratio = 2.0
    for _ in range(64):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1)
    uniform = (0.5 + np.outer(np.arange(1, draws // 2 + 1), steps)) % 1.0
    normal = ndtri(uniform)
    return np.ascontiguousarray(np.stack((normal, -normal), axis=1).reshape(draws, dimensions))


@dataclass(frozen=True, slots=True)
class Prospects:
    """One row for each person."""

    weakest: Floats
    """The probability that each skill is the weakest, compared with everybody who sat."""
    below: Floats
    """The probability that each skill is below its reference."""
    true_score_passes: Floats
    chance: Floats
    """To pass another examination like this one with today's ability."""
    quarters: Floats
    """The chances of the lower and the upper quarter of the abilities: shape (people, 2)."""
    gains: Floats
    """What is gained in chance by studying each skill."""
    best: Floats
    """The probability that an hour brings most in each skill."""
    gains_otherwise: Floats
    """The gains where hours lift by each of ``FACTORS`` as much: shape (people, factors, skills)."""
    lifted: Floats
    """The chance with each of ``LIFTS`` in all skills."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about everybody."""

    centre: Floats
    """Mean of each skill among those who sat."""
    spread: Floats
    """Its standard deviation."""
    reference: Floats
    """The ability in each skill that people are compared with."""
    lifts: Floats
    """What studying a skill is assumed to lift."""
    hours: Floats
    """What it is assumed to take."""


def prospects(mean: Floats, covariance: Floats, course: Course, question: Question) -> Prospects:
    """``mean`` is (people, skills), ``covariance`` (people, skills, skills)."""
    people, skills = mean.shape
    found = Prospects(
        weakest=np.zeros((people, skills)),
        below=np.zeros((people, skills)),
        true_score_passes=np.zeros(people),
        chance=np.zeros(people),
        quarters=np.zeros((people, 2)),
        gains=np.zeros((people, skills)),
        best=np.zeros((people, skills)),
        gains_otherwise=np.zeros((people, len(FACTORS), skills)),
        lifted=np.zeros((people, len(LIFTS))),
    )
    points = even_normals(MORE_DRAWS, skills)
    compare(
        mean,
        covariance,
        points,
        (question.centre, question.spread, question.reference),
        (found.weakest, found.below),
    )
    imagine(
        mean,
        covariance,
        even_normals(DRAWS, skills),
        (
            (as_compiled(course), NORMAL),
            (question.lifts, question.hours),
            np.array(FACTORS),
            LIFTS,
        ),
        (
            found.true_score_passes,
            found.chance,
            found.quarters,
            found.gains,
            found.best,
            found.gains_otherwise,
            found.lifted,
        ),
    )
    return found


def grown_chances(mean: Floats, covariance: Floats, points: Floats, course: Course, growth: Floats) -> Floats:
    """The chance after growth alone; ``points`` have one more dimension than there are skills, for the growth."""
    found = np.zeros(len(mean))
    grow(mean, covariance, points, (as_compiled(course), NORMAL), (np.ascontiguousarray(growth), found))
    return found


@compiled
def grow(
    mean: Floats, covariance: Floats, points: Floats, course: tuple[Compiled, Floats], growth: tuple[Floats, Floats]
) -> None:
    """Fill the second of ``growth`` with chances after what the first expects."""
    expected, found = growth
    skills = mean.shape[1]
    work = room(course[0])
    theta, lower = np.empty(skills), np.empty((skills, skills))
    for person in range(mean.shape[0]):
        lower[:] = covariance[person]
        factorise(lower)
        which = min(person, expected.shape[0] - 1)
        for draw in range(points.shape[0]):
            drawn(mean[person], lower, points[draw], theta)
            lift(theta, expected[which, 0] + expected[which, 1] * points[draw, skills])
            found[person] += chance_of(theta, course[0], course[1], work) / points.shape[0]


@compiled
def drawn(mean: Floats, lower: Floats, point: Floats, theta: Floats) -> None:
    """The abilities at one standard normal point."""
    for k in range(theta.shape[0]):
        value = mean[k]
        for other in range(k + 1):
            value += lower[k, other] * point[other]
        theta[k] = value


@compiled
def compare(
    mean: Floats,
    covariance: Floats,
    points: Floats,
    scale: tuple[Floats, Floats, Floats],
    found: tuple[Floats, Floats],
) -> None:
    """Count the draws in which each skill is the weakest, and those in which it is below its reference."""
    (centre, spread, reference), (weakest, below) = scale, found
    people, skills = mean.shape
    theta, lower = np.empty(skills), np.empty((skills, skills))
    share = 1.0 / points.shape[0]
    for person in range(people):
        lower[:] = covariance[person]
        factorise(lower)
        for draw in range(points.shape[0]):
            drawn(mean[person], lower, points[draw], theta)
            least = 0
            for k in range(skills):
                if (theta[k] - centre[k]) / spread[k] < (theta[least] - centre[least]) / spread[least]:
                    least = k
                if theta[k] < reference[k]:
                    below[person, k] += share
            weakest[person, least] += share


@compiled
def study(
    theta: Floats, course: tuple[Compiled, Floats], work: Work, plan: tuple[Floats, Floats, float], gains: Floats
) -> int:
    """What each skill's lift adds to the chance with the abilities that ``chance_of`` was asked about just now; where
    an hour adds most."""
    lifts, hours, factor = plan
    best = 0
    now = summed_up(-1, course[0], course[1], work)
    for k in range(theta.shape[0]):
        gains[k] = chance_if(k, theta[k] + factor * lifts[k], course[0], course[1], work) - now
        if gains[k] * hours[best] > gains[best] * hours[k]:
            best = k
    return best


@compiled
def imagine(
    mean: Floats,
    covariance: Floats,
    points: Floats,
    asked: Asked,
    found: Found,
) -> None:
    """Fill ``found``, in the order of ``Prospects``, from the draws of each person."""
    course, plan, _, _ = asked
    people, skills = mean.shape
    work = room(course[0])
    theta, gains, lower = np.empty(skills), np.empty(skills), np.empty((skills, skills))
    chances = np.empty(points.shape[0])
    for person in range(people):
        lower[:] = covariance[person]
        factorise(lower)
        for draw in range(points.shape[0]):
            drawn(mean[person], lower, points[draw], theta)
            share = 1.0 / points.shape[0]
            chances[draw] = chance_of(theta, course[0], course[1], work)
            if deserves(course[0], work):
                found[0][person] += share
            if draw < PLAN_DRAWS:
                best = study(theta, course, work, (plan[0], plan[1], 1.0), gains)
                found[4][person, best] += 1.0 / PLAN_DRAWS
                gather(gains, 1.0 / PLAN_DRAWS, found[3][person])
            if draw < FEWER_DRAWS:
                otherwise(person, theta, asked, work, found)
        chances.sort()
        found[1][person] = chances.mean()
        found[2][person, 0] = chances[points.shape[0] // 4]
        found[2][person, 1] = chances[3 * points.shape[0] // 4]


@compiled
def otherwise(person: int, theta: Floats, asked: Asked, work: Work, found: Found) -> None:
    """Add one draw to what is told from few: the gains under other assumptions, and the chance after lifts of all."""
    course, plan, factors, lifts_of_all = asked
    moved, gains = np.empty(theta.shape[0]), np.empty(theta.shape[0])
    share = 1.0 / FEWER_DRAWS
    for which in range(factors.shape[0]):
        study(theta, course, work, (plan[0], plan[1], factors[which]), gains)
        gather(gains, share, found[5][person, which])
    for which in range(lifts_of_all.shape[0]):
        moved[:] = theta
        lift(moved, lifts_of_all[which])
        found[6][person, which] += share * chance_of(moved, course[0], course[1], work)


@compiled
def gather(values: Floats, share: float, found: Floats) -> None:
    """Add a share of each value."""
    for k in range(values.shape[0]):
        found[k] += share * values[k]


@compiled
def lift(theta: Floats, gain: float) -> None:
    """Raise every ability alike."""
    for k in range(theta.shape[0]):
        theta[k] += gain
