"""What explanations rest on: all that is learned from everybody who sat one form, before anybody is told anything.

It is learned once and kept, since one candidate's explanation must not depend on who else is explained with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.decisions.rule import Grading, PassRule
from munera.engines.psychometrics.explanation import Band
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters
from munera.engines.psychometrics.record import written
from munera.engines.psychometrics.skills.population import Population, population_of, skill_profiles
from munera.engines.psychometrics.skills.posterior import read_off
from munera.engines.psychometrics.skills.structure import GRID, Moments, Structure, moments_of, structure_of
from munera.engines.psychometrics.skills.worth import Worth, worths
from munera.engines.psychometrics.suppression import FEWEST_PASSERS


@dataclass(frozen=True, slots=True)
class Typical:
    """How the points in each skill go with the total among those who sat; in units of the total."""

    mean: tuple[float, ...]
    """Of each skill."""
    with_total: tuple[float, ...]
    """What one more unit in total means for each skill on average; together 1."""

    def of(self, total: float) -> Floats:
        """What people with such a total have in each skill on average; together the total."""
        mean = np.array(self.mean)
        return np.asarray(mean + np.array(self.with_total) * (total - mean.sum()))


@dataclass(frozen=True, slots=True)
class Passers:
    """How those who passed did."""

    total: float
    """Their median, in units of the total."""
    abilities: tuple[float, ...]
    """The median in each skill."""
    shares: tuple[Band, ...]
    """Of the points in each skill, without luck."""
    people: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was learned from a sitting; all of it is needed, and nothing else, to explain anybody's result."""

    rule: PassRule
    skills: tuple[str, ...]
    parameters: tuple[ItemParameters, ...]
    """Of the questions, in the order in which answers are given."""
    skill_of: tuple[int, ...]
    """For each question the place of its skill."""
    mean: tuple[float, ...]
    """Of each skill's ability among those who sat."""
    covariance: tuple[tuple[float, ...], ...]
    worths: tuple[Worth, ...]
    typical: Typical
    passers: Passers | None
    """None where too few passed to be told of."""
    people: int
    calibration: str
    """The digest of the parameters' calibration."""

    @property
    def structure(self) -> Structure:
        return Structure(self.skills, self.parameters, self.skill_of)

    @property
    def population(self) -> Population:
        return Population(np.array(self.mean), np.array(self.covariance))

    @property
    def grading(self) -> Grading:
        return self.rule.on([each.item for each in self.parameters])

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the questions, in the order in which answers are given."""
        return tuple(each.item.key for each in self.parameters)

    @property
    def digest(self) -> str:
        return sha256(written(self)).hexdigest()


def grounds_of(
    calibration: Calibration, table: NDArray[np.int8], *, rule: PassRule, skills: Mapping[str, Sequence[str]]
) -> Grounds:
    """Learn from everybody who sat a form.

    ``skills`` has for each skill the keys of its questions; each question of the form stands under one. The columns of
    ``table`` are these questions in the order of the calibration; -1, an answer left out, gets no points.
    """
    structure = structure_of(calibration, skills)
    grading = rule.on([each.item for each in structure.parameters])
    points = structure.points(table)
    population = population_of(structure, table)
    units = points * worth_of_points(structure, grading)
    by_skill, total = units @ structure.members, units.sum(axis=1)
    return Grounds(
        rule=rule,
        skills=structure.skills,
        parameters=structure.parameters,
        skill_of=structure.skill_of,
        mean=tuple(population.mean.tolist()),
        covariance=tuple(tuple(row) for row in population.covariance.tolist()),
        worths=worths(structure.skills, points, structure.members),
        typical=_typical(by_skill, total),
        passers=_passers(structure, grading, population, table, total),
        people=len(points),
        calibration=calibration.digest,
    )


def worth_of_points(structure: Structure, grading: Grading) -> NDArray[np.int64]:
    """What a point in each question adds to the total."""
    steps = dict(zip(grading.subjects, grading.steps, strict=True))
    return np.array([steps[each.item.subject] for each in structure.parameters], np.int64)


def subject_points(structure: Structure, grading: Grading, points: NDArray[np.int64]) -> NDArray[np.int64]:
    """The points of people in each subject."""
    subjects = np.array([grading.subjects.index(each.item.subject) for each in structure.parameters])
    return np.asarray(points @ np.equal.outer(subjects, np.arange(len(grading.subjects))))


def passed(structure: Structure, grading: Grading, points: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Who meets every condition."""
    got = subject_points(structure, grading, points)
    return np.asarray((got >= grading.minimums).all(axis=1) & (got @ np.array(grading.steps) >= grading.minimum))


def expected_shares(structure: Structure, moments: Sequence[Moments] | None = None) -> Floats:
    """The share of its points that each skill's questions give on average: shape (skills, nodes)."""
    curves = np.zeros((len(structure.skills), GRID.size))
    known = moments or [moments_of(parameters) for parameters in structure.parameters]
    for (mean, *_), skill in zip(known, structure.skill_of, strict=True):
        curves[skill] += mean
    return np.asarray(curves / structure.possible[:, None])


def along(curves: Floats, abilities: Floats) -> Floats:
    """Each skill's curve at the abilities of people, shape (people, skills)."""
    found = np.empty(abilities.shape)
    read_off(np.ascontiguousarray(curves), np.ascontiguousarray(abilities), found)
    return found


def _typical(by_skill: NDArray[np.int64], total: NDArray[np.int64]) -> Typical:
    spread = total.var()
    away = total - total.mean()
    with_total = away @ by_skill / len(total) / spread if spread > 0 else np.full(by_skill.shape[1], np.nan)
    return Typical(tuple(by_skill.mean(axis=0).tolist()), tuple(with_total.tolist()))


def _passers(
    structure: Structure,
    grading: Grading,
    population: Population,
    table: NDArray[np.int8],
    total: NDArray[np.int64],
) -> Passers | None:
    which = passed(structure, grading, structure.points(table))
    people = int(which.sum())
    if people < FEWEST_PASSERS:
        return None
    abilities = skill_profiles(structure, population, table[which]).mean
    low, median, high = np.quantile(along(expected_shares(structure), abilities), (0.25, 0.5, 0.75), axis=0).round(4)
    return Passers(
        total=float(np.median(total[which])),
        abilities=tuple(np.median(abilities, axis=0).tolist()),
        shares=tuple(Band(*band, people) for band in zip(low.tolist(), median.tolist(), high.tolist(), strict=True)),
        people=people,
    )
