"""How much people gain until they come again, learned from the answers of both times.

What is known after the first time is the prior of the second, moved by a gain that nobody sees; expectation and
maximisation find the line of gains over time under which the second answers are likeliest. That somebody came again
because they had failed does no harm: the first answers, by which they failed, are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.grounds import Grounds
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.retake.model import Growth
from munera.engines.psychometrics.skills.known import Tables
from munera.engines.psychometrics.skills.population import skill_profiles

FEWEST_RETAKERS: Final = 200
TURNS: Final = 100
NEAR_ENOUGH: Final = 1e-4
NARROWEST: Final = 0.05
"""No less do people differ in what they gain."""


@dataclass(frozen=True, slots=True)
class Retakers:
    """People of one sitting who came again to another, in one order throughout."""

    first: Grounds
    answers: NDArray[np.int8]
    again: Grounds
    """Its questions are on the scale of the first, and show the same skills."""
    answers_again: NDArray[np.int8]
    years: Floats
    """From the first time to the second."""

    def __post_init__(self) -> None:
        if self.first.skills != self.again.skills:
            raise NotIdentified("Growth is learned from two sittings that show the same skills.")
        if not len(self.answers) == len(self.answers_again) == len(self.years):
            raise NotIdentified("Each of those who came again has answers of both times and the years between them.")


@dataclass(frozen=True, slots=True)
class _Known:
    """Of one sitting's retakers: what is known after the first time, and their second answers."""

    mean: Floats
    covariance: Floats
    points: NDArray[np.int64]
    """Of the second time."""
    tables: Tables


def growth_of(sittings: Sequence[Retakers]) -> Growth:
    """The likeliest growth of everybody who came again."""
    years = np.concatenate([each.years for each in sittings]) if sittings else np.zeros(0)
    if len(years) < FEWEST_RETAKERS:
        raise NotIdentified(f"Growth takes {FEWEST_RETAKERS} who came again to tell; there are {len(years)}.")
    known = [_known(each) for each in sittings]
    design = np.column_stack((np.ones(len(years)), years))
    if np.ptp(years) < NEAR_ENOUGH:
        design = design[:, :1]
    line, deviation = np.zeros(design.shape[1]), 0.3
    for _ in range(TURNS):
        expected = design @ line
        gains, unsure = _gains(known, expected, deviation)
        following = np.linalg.lstsq(design, gains, rcond=None)[0]
        wider = max(float(np.sqrt(np.mean((gains - design @ following) ** 2 + unsure))), NARROWEST)
        change = max(float(np.abs(following - line).max()), abs(wider - deviation))
        line, deviation = following, wider
        if change < NEAR_ENOUGH:
            break
    return Growth(
        at_once=float(line[0]),
        per_year=float(line[1]) if len(line) > 1 else 0.0,
        deviation=deviation,
        shortest=float(years.min()),
        longest=float(years.max()),
        people=len(years),
    )


def _known(retakers: Retakers) -> _Known:
    first = skill_profiles(retakers.first.structure, retakers.first.population, retakers.answers)
    structure = retakers.again.structure
    return _Known(first.mean, first.covariance, structure.points(retakers.answers_again), Tables.of(structure))


def _gains(known: Sequence[_Known], expected: Floats, deviation: float) -> tuple[Floats, Floats]:
    """Mean and variance of what each person gained, given both times' answers and the present line."""
    means, variances, start = [], [], 0
    for each in known:
        people, skills = each.mean.shape
        towards = expected[start : start + people, None]
        start += people
        prior_mean, prior_covariance = each.mean + towards, each.covariance + deviation**2
        mean, covariance = each.tables.posteriors(each.points, prior_mean=prior_mean, prior_covariance=prior_covariance)
        # How the gain, shared by all skills, follows from the second abilities: a regression known from the prior.
        follows = deviation**2 * np.linalg.solve(prior_covariance, np.ones((people, skills, 1)))[:, :, 0]
        means.append(towards[:, 0] + np.einsum("nk,nk->n", follows, mean - prior_mean))
        inside = np.einsum("nk,nkl,nl->n", follows, covariance, follows)
        variances.append(deviation**2 * (1 - follows.sum(axis=1)) + inside)
    return np.concatenate(means), np.concatenate(variances)
