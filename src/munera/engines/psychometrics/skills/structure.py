"""Which question shows which skill, with what the questions of a skill say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import Malformed, MalformedResponses, UnknownItem
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters, Model

# Of these the answers to all questions of a skill say no more than one number does: the sum of slope times points.
SUMMED: Final = frozenset(
    {Model.ONE_PARAMETER, Model.TWO_PARAMETER, Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}
)

FARTHEST: Final = 8.0
NODES: Final = 1_025
GRID: Final = np.linspace(-FARTHEST, FARTHEST, NODES)
"""Abilities at which curves are tabulated; between them they are taken as straight, which is right to 1e-4."""

Moments = tuple[Floats, Floats, Floats, Floats]
"""Of the points in one question, by node: the mean, and the second, third and fourth central moment."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The questions of an examination in their order, each with the one skill that it shows."""

    skills: tuple[str, ...]
    parameters: tuple[ItemParameters, ...]
    skill_of: tuple[int, ...]
    """For each question the place of its skill."""

    @property
    def is_summed(self) -> bool:
        """Whether the answers to the questions of each skill come down to one number."""
        return all(each.item.model in SUMMED for each in self.parameters)

    @property
    def slopes(self) -> Floats:
        """Shape (questions, skills): the slope at the question's skill, 0 elsewhere."""
        slopes = np.zeros((len(self.parameters), len(self.skills)))
        slopes[np.arange(len(self.parameters)), self.skill_of] = [each.slope for each in self.parameters]
        return slopes

    @property
    def members(self) -> NDArray[np.bool_]:
        """Shape (questions, skills): whether the question shows the skill."""
        return np.asarray(np.array(self.skill_of)[:, None] == np.arange(len(self.skills)), np.bool_)

    @property
    def possible(self) -> NDArray[np.int64]:
        """The points that can be had in each skill."""
        most = np.array([each.item.categories - 1 for each in self.parameters])
        return np.asarray(most @ self.members)

    def points(self, table: NDArray[np.int8]) -> NDArray[np.int64]:
        """What people got, shape (people, questions). Who left a question out gets nothing for it."""
        table = np.asarray(table)
        if table.ndim != 2 or table.shape[1] != len(self.parameters):
            found = table.shape[1] if table.ndim == 2 else 0
            raise MalformedResponses("", f"{len(self.parameters)} questions are asked for, {found} columns were given")
        most = np.array([each.item.categories - 1 for each in self.parameters])
        wrong = np.argwhere((table > most) | (table < -1))
        if wrong.size:
            row, column = wrong[0]
            key = self.parameters[column].item.key
            place = f"row {row + 1}, question {key}"
            raise MalformedResponses(place, f"points run from 0 to {most[column]}, not {table[row, column]}")
        return np.where(table < 0, 0, table).astype(np.int64)


def structure_of(calibration: Calibration, skills: Mapping[str, Sequence[str]]) -> Structure:
    """``skills`` has the keys of the questions of each. A question that shows two skills would let one bear on the
    other as if they were alike, so it is refused."""
    if not skills:
        raise Malformed("Name at least one skill.")
    parameters, skill_of, shown_by = [], [], dict[str, str]()
    for place, (skill, keys) in enumerate(skills.items()):
        if not keys:
            raise Malformed(f"The skill {skill} has no questions.")
        for key in keys:
            if key in shown_by:
                raise Malformed(f"The question {key} stands under {shown_by[key]} and under {skill}; choose one.")
            if key not in calibration:
                raise UnknownItem(f"The question {key} of the skill {skill} has no parameters.")
            shown_by[key] = skill
            parameters.append(calibration[key])
            skill_of.append(place)
    return Structure(tuple(skills), tuple(parameters), tuple(skill_of))


def curves_of(structure: Structure, moments: Sequence[Moments] | None = None) -> Floats:
    """By skill and node of ``GRID``, the first four cumulants of the sum that the answers come down to, of shape
    (4, skills, nodes): they are the derivatives of what the likelihood is made of."""
    curves = np.zeros((4, len(structure.skills), NODES))
    known = moments or [moments_of(parameters) for parameters in structure.parameters]
    for parameters, skill, of_question in zip(structure.parameters, structure.skill_of, known, strict=True):
        mean, second, third, fourth = of_question
        for power, cumulant in enumerate((mean, second, third, fourth - 3 * second**2)):
            curves[power, skill] += parameters.slope ** (power + 1) * cumulant
    return curves


def moments_of(parameters: ItemParameters) -> Moments:
    """Of the points in one question."""
    chances = parameters.probabilities(GRID)
    if chances.shape[1] == 2:
        wrong, right = chances.T
        second = right * wrong
        return right, second, second * (wrong - right), second * (1.0 - 3.0 * second)
    points = np.arange(chances.shape[1])
    mean = chances @ points
    away = points - mean[:, None]
    return mean, *((chances * away**power).sum(axis=1) for power in (2, 3, 4))
