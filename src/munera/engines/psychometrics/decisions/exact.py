"""The exact chance to pass of somebody whose abilities are known: Lord and Wingersky's recursion in each subject, cut
at its minimum, and the sums of what is left.

Lord, F. M. and Wingersky, M. S. (1984). Comparison of IRT true-score and equipercentile observed-score "equatings".
Applied Psychological Measurement 8(4), 453-461.
"""

from collections.abc import Sequence

import numpy as np

from munera.engines.psychometrics.decisions.rule import Grading, PassRule
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.structure import Structure


def score_distribution(chances: Sequence[Floats]) -> Floats:
    """The chance of each sum of points, shape (people, points + 1); ``chances`` has those of each question's points."""
    found = np.ones((len(chances[0]) if chances else 1, 1))
    for question in chances:
        found = summed(found, question, step=1)
    return found


def summed(first: Floats, second: Floats, *, step: int) -> Floats:
    """The distribution of the first sum plus ``step`` times the second."""
    found = np.zeros((len(first), first.shape[1] + step * (second.shape[1] - 1)))
    for points in range(second.shape[1]):
        found[:, step * points : step * points + first.shape[1]] += first * second[:, [points]]
    return found


def pass_probability(structure: Structure, rule: PassRule, abilities: Floats) -> Floats:
    """The chance to pass with abilities of shape (people, skills), once more with questions like these."""
    grading = rule.on([each.item for each in structure.parameters])
    subjects = []
    for subject in grading.subjects:
        questions = [
            parameters.probabilities(abilities[:, skill])
            for parameters, skill in zip(structure.parameters, structure.skill_of, strict=True)
            if parameters.item.subject == subject
        ]
        subjects.append(score_distribution(questions))
    return passing(grading, subjects)


def passing(grading: Grading, subjects: Sequence[Floats]) -> Floats:
    """The chance to meet every condition; ``subjects`` has the distribution of points in each."""
    total = np.ones((len(subjects[0]), 1))
    for points, step, minimum in zip(subjects, grading.steps, grading.minimums, strict=True):
        enough = points.copy()
        enough[:, :minimum] = 0.0
        total = summed(total, enough, step=step)
    return np.asarray(total[:, grading.minimum :].sum(axis=1))
