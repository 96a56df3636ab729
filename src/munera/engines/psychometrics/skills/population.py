"""How skills go together among those who sat: mean and covariance, by expectation and maximisation."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Floats, SkillProfiles
from munera.engines.psychometrics.skills.known import Tables
from munera.engines.psychometrics.skills.structure import Structure

FEWEST_PEOPLE: Final = 30
MOST_PEOPLE: Final = 20_000
"""Of a larger crowd so many are asked, evenly chosen: a correlation is known well enough from them."""
FEWER_PEOPLE: Final = 5_000
"""Where answers come down to no sums, and each person takes several times as long."""
TURNS: Final = 300
NEAR_ENOUGH: Final = 2e-4
NARROWEST: Final = 0.02
"""No less may abilities vary in any direction: skills that always go together would leave nothing to be told."""


@dataclass(frozen=True, slots=True)
class Population:
    """The abilities of those who sat: normal, in units of the first group's standard deviation."""

    mean: Floats
    covariance: Floats

    @property
    def deviation(self) -> Floats:
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def correlation(self) -> Floats:
        return np.asarray(self.covariance / np.outer(self.deviation, self.deviation))


def population_of(structure: Structure, table: NDArray[np.int8]) -> Population:
    """What maximises the likelihood of everybody's answers, the questions' parameters as given."""
    points = structure.points(table)
    if len(points) < FEWEST_PEOPLE:
        raise NotIdentified(f"How skills go together takes {FEWEST_PEOPLE} people to tell; there are {len(points)}.")
    most = MOST_PEOPLE if structure.is_summed else FEWER_PEOPLE
    if len(points) > most:
        points = points[np.linspace(0, len(points) - 1, most).astype(np.int64)]
    tables = Tables.of(structure)
    found = Population(np.zeros(len(structure.skills)), 0.3 * np.eye(len(structure.skills)) + 0.7)
    means = None
    for _ in range(TURNS):
        following, means = _next(found, points, tables, start=means)
        change = max(np.abs(following.covariance - found.covariance).max(), np.abs(following.mean - found.mean).max())
        found = following
        if change < NEAR_ENOUGH:
            break
    return found


def _next(
    population: Population, points: NDArray[np.int64], tables: Tables, *, start: Floats | None
) -> tuple[Population, Floats]:
    means, covariances = tables.posteriors(
        points, prior_mean=population.mean, prior_covariance=population.covariance, start=start
    )
    mean = means.mean(axis=0)
    away = means - mean
    covariance = covariances.mean(axis=0) + away.T @ away / len(means)
    return Population(mean, _wide_enough(covariance)), means


def _wide_enough(covariance: Floats) -> Floats:
    widths, directions = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((directions * np.maximum(widths, NARROWEST)) @ directions.T)


def skill_profiles(structure: Structure, population: Population, table: NDArray[np.int8]) -> SkillProfiles:
    """What is known of each person in each skill."""
    mean, covariance = Tables.of(structure).posteriors(
        structure.points(table), prior_mean=population.mean, prior_covariance=population.covariance
    )
    return SkillProfiles(structure.skills, mean, covariance, population.correlation)
