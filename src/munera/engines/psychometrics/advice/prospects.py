"""What might be, for each person: draws of the abilities that fit their answers, and the chance to pass with each.

The draws are spread evenly rather than by lot, and the same for everybody: the same question has the same answer,
and two ways of studying are compared on the same abilities.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.decisions.course import Course
from munera.engines.psychometrics.decisions.nearly import (
    NORMAL,
    Compiled,
    Work,
    as_compiled,
    chances_if,
    chances_of,
    deserving,
    look_up,
    room,
)
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.posterior import factorise

DRAWS: Final = 48
"""For the chance to pass."""
PLAN_DRAWS: Final = 24
"""For what studying each skill would bring."""
FEWER_DRAWS: Final = 8
"""For how far one has to go, and whether advice stands under other assumptions."""
MORE_DRAWS: Final = 192
"""For what asks for no chance: which skill is the weakest, and which lies below its reference."""
FACTORS: Final = (0.5, 1.5)
"""Hours may lift half as much, or half as much again, as assumed."""
LIFTS: Final = np.array([0.0, 0.4, 0.8, 1.2, 1.8, 2.5])
"""Gains of ability that are looked at to find the smallest that is enough."""


Asked = tuple[tuple[Compiled, Floats], tuple[Floats, Floats, NDArray[np.bool_]], Floats, Floats]
"""The course and the normal tables; lifts, hours and who failed; ``FACTORS``; ``LIFTS``."""
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
    failed: NDArray[np.bool_]
    """Whom it is asked about: for others, chances and gains stay 0."""


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
            (question.lifts, question.hours, question.failed),
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
    lower, theta, chances = np.empty((skills, skills)), np.empty((points.shape[0], skills)), np.empty(points.shape[0])
    work = room(course[0], points.shape[0])
    for person in range(mean.shape[0]):
        draw_all(mean[person], covariance[person], points, lower, theta)
        which = min(person, expected.shape[0] - 1)
        for draw in range(points.shape[0]):
            gain = expected[which, 0] + expected[which, 1] * points[draw, skills]
            for k in range(skills):
                theta[draw, k] += gain
        look_up(theta, course[0], course[1], work)
        chances_of(course[0], course[1], work, chances)
        found[person] = chances.mean()


@compiled
def draw_all(mean: Floats, covariance: Floats, points: Floats, lower: Floats, theta: Floats) -> None:
    """The abilities at each standard normal point; ``lower`` becomes the factored covariance."""
    lower[:] = covariance
    factorise(lower)
    for draw in range(theta.shape[0]):
        for k in range(theta.shape[1]):
            value = mean[k]
            for other in range(k + 1):
                value += lower[k, other] * points[draw, other]
            theta[draw, k] = value


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
    draws, across = points.shape[0], points.T.copy()
    lower, theta = np.empty((skills, skills)), np.empty(draws)
    least, lowest = np.empty(draws, np.int64), np.empty(draws)
    for person in range(people):
        lower[:] = covariance[person]
        factorise(lower)
        least[:], lowest[:] = 0, np.inf
        # Skill by skill over all draws, not draw by draw: so several draws are gone through at once.
        for k in range(skills):
            theta[:] = mean[person, k]
            for other in range(k + 1):
                for draw in range(draws):
                    theta[draw] += lower[k, other] * across[other, draw]
            count = 0
            for draw in range(draws):
                count += theta[draw] < reference[k]
            below[person, k] = count / draws
            narrow = 1.0 / spread[k]
            for draw in range(draws):
                place = (theta[draw] - centre[k]) * narrow
                if place < lowest[draw]:
                    least[draw], lowest[draw] = k, place
        for draw in range(draws):
            weakest[person, least[draw]] += 1.0 / draws


@compiled
def imagine(mean: Floats, covariance: Floats, points: Floats, asked: Asked, found: Found) -> None:
    """Fill ``found``, in the order of ``Prospects``, from the draws of each person."""
    (course, normal), (_, _, failed), _, _ = asked
    people, skills = mean.shape
    lower, theta, chances = np.empty((skills, skills)), np.empty((points.shape[0], skills)), np.empty(points.shape[0])
    work = room(course, points.shape[0])
    for person in range(people):
        draw_all(mean[person], covariance[person], points, lower, theta)
        look_up(theta, course, normal, work)
        found[0][person] = deserving(course, work)
        if not failed[person]:
            continue
        chances_of(course, normal, work, chances)
        study(person, (theta, chances), asked, work, found)
        found[6][person, 0] = chances[:FEWER_DRAWS].mean()
        lift_all(theta[:FEWER_DRAWS], asked, work, found[6][person])
        found[1][person] = chances.mean()
        chances.sort()
        found[2][person, 0] = chances[points.shape[0] // 4]
        found[2][person, 1] = chances[3 * points.shape[0] // 4]


@compiled
def study(person: int, now: tuple[Floats, Floats], asked: Asked, work: Work, found: Found) -> None:
    """What each skill's lift adds to the chance, on average of the draws; where an hour adds most in each of them; and
    what it adds were hours to lift more or less."""
    (theta, chances), ((course, normal), (lifts, hours, _), factors, _) = now, asked
    then, most, best = np.empty(PLAN_DRAWS), np.full(PLAN_DRAWS, -1.0), np.zeros(PLAN_DRAWS, np.int64)
    for k in range(theta.shape[1]):
        chances_if((k, lifts[k]), theta, course, (work, normal), then)
        for draw in range(PLAN_DRAWS):
            gain = then[draw] - chances[draw]
            found[3][person, k] += gain / PLAN_DRAWS
            if gain / hours[k] > most[draw]:
                most[draw], best[draw] = gain / hours[k], k
        for which in range(factors.shape[0]):
            few = then[:FEWER_DRAWS]
            chances_if((k, factors[which] * lifts[k]), theta, course, (work, normal), few)
            found[5][person, which, k] = few.mean() - chances[:FEWER_DRAWS].mean()
    for draw in range(PLAN_DRAWS):
        found[4][person, best[draw]] += 1.0 / PLAN_DRAWS


@compiled
def lift_all(theta: Floats, asked: Asked, work: Work, found: Floats) -> None:
    """The mean chance after each of ``LIFTS`` but the first, which is none. What was looked up is lost."""
    (course, normal), _, _, lifts = asked
    moved, chances = np.empty(theta.shape), np.empty(theta.shape[0])
    for which in range(1, lifts.shape[0]):
        for draw in range(theta.shape[0]):
            for k in range(theta.shape[1]):
                moved[draw, k] = theta[draw, k] + lifts[which]
        look_up(moved, course, normal, work)
        chances_of(course, normal, work, chances)
        found[which] = chances.mean()
