"""An examination and its rule, tabulated once for the loops that ask about every person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.decisions.exact import score_distribution
from munera.engines.psychometrics.decisions.rule import Grading
from munera.engines.psychometrics.model import Floats, ItemParameters
from munera.engines.psychometrics.skills.structure import GRID, Moments, Structure, moments_of

STILL_SPREAD: Final = 1e-9
_Question = tuple[ItemParameters, Moments]


@dataclass(frozen=True, slots=True)
class Course:
    """An examination and its rule as the compiled loops want them.

    A part is the questions of one skill in one subject. It stands alone, or is one of several of a mixed subject.
    """

    skill_of: NDArray[np.int64]
    """Of each part."""
    mixed_of: NDArray[np.int64]
    """Of each part the place of its mixed subject; -1 where it stands alone."""
    tables: Floats
    """Shape (parts, nodes, 5): the chance to reach the minimum; mean, variance and third moment of what is left then;
    and the mean before. Alone, in units of the total; in a mixed subject in points, where nothing is cut yet."""
    least: Floats
    """What the last of those must reach for a part that stands alone."""
    steps: Floats
    """Units that a point adds, of each mixed subject."""
    minimums: Floats
    """Points that each mixed subject asks for."""
    bars: Floats
    """What the total asks for, as it stands, and how fine it goes up."""


def course_of(structure: Structure, grading: Grading, moments: Sequence[Moments] | None = None) -> Course:
    """Tabulate once what every person is asked about."""
    known = moments or [moments_of(parameters) for parameters in structure.parameters]
    parts: dict[tuple[int, int], list[_Question]] = {}
    places = {subject: place for place, subject in enumerate(grading.subjects)}
    for parameters, skill, of_question in zip(structure.parameters, structure.skill_of, known, strict=True):
        parts.setdefault((places[parameters.item.subject], skill), []).append((parameters, of_question))
    mixed = [place for place in places.values() if sum(subject == place for subject, _ in parts) > 1]
    mixed_of = [mixed.index(subject) if subject in mixed else -1 for subject, _ in parts]
    return Course(
        skill_of=np.array([skill for _, skill in parts], np.int64),
        mixed_of=np.array(mixed_of, np.int64),
        tables=np.stack(
            [
                _table(questions, grading.minimums[subject], grading.steps[subject]) if alone < 0 else _table(questions)
                for ((subject, _), questions), alone in zip(parts.items(), mixed_of, strict=True)
            ]
        ),
        least=np.array([float(grading.minimums[subject] * grading.steps[subject]) for subject, _ in parts]),
        steps=np.array([grading.steps[subject] for subject in mixed], np.float64),
        minimums=np.array([grading.minimums[subject] for subject in mixed], np.float64),
        bars=np.array([grading.minimum, np.gcd.reduce(np.array(grading.steps))], np.float64),
    )


def _table(questions: list[_Question], minimum: int = 0, step: int = 1) -> Floats:
    whole = np.sum([moments[:3] for _, moments in questions], axis=0)
    reached, left = np.ones(GRID.size), whole
    if minimum > 0:
        chances = score_distribution([parameters.probabilities(GRID) for parameters, _ in questions])
        points = np.arange(chances.shape[1])
        chances[:, :minimum] = 0.0
        reached = chances.sum(axis=1)
        # So far below that nobody gets there, what would be left does not matter.
        chances[reached < STILL_SPREAD] = points == minimum
        chances /= chances.sum(axis=1, keepdims=True)
        mean = chances @ points
        away = points - mean[:, None]
        left = np.stack((mean, (chances * away**2).sum(axis=1), (chances * away**3).sum(axis=1)))
    columns = (reached, step * left[0], step**2 * left[1], step**3 * left[2], step * whole[0])
    return np.ascontiguousarray(np.column_stack(columns))
