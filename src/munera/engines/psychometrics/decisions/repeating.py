"""How good a decision is: how often it is the right one, and how often it would be the same again."""

from dataclasses import dataclass

import numpy as np

from munera.engines.psychometrics.decisions.exact import pass_probability
from munera.engines.psychometrics.decisions.rule import Grading, PassRule
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.structure import Structure


@dataclass(frozen=True, slots=True)
class Quality:
    """Of all decisions of an examination, as shares."""

    accuracy: float
    """Decisions that are what the score without luck would have them be."""
    consistency: float
    """Decisions that would be the same with another examination as hard as this one."""
    false_passes: float
    """Passed, though the score without luck fails."""
    false_fails: float
    """Failed, though the score without luck passes."""
    kappa: float
    """Consistency beyond what chance alone would give: 0 for none, 1 for decisions without luck."""


def decision_quality(structure: Structure, rule: PassRule, abilities: Floats) -> Quality:
    """For people with these abilities, shape (people, skills), as drawn from those who sit."""
    passes = pass_probability(structure, rule, abilities)
    deserves = true_score_passes(structure, rule.on([each.item for each in structure.parameters]), abilities)
    false_passes, false_fails = float((passes * ~deserves).mean()), float(((1 - passes) * deserves).mean())
    consistency = float((passes**2 + (1 - passes) ** 2).mean())
    rate = float(passes.mean())
    by_chance = rate**2 + (1 - rate) ** 2
    return Quality(
        accuracy=1.0 - false_passes - false_fails,
        consistency=consistency,
        false_passes=false_passes,
        false_fails=false_fails,
        kappa=(consistency - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0,
    )


def true_score_passes(
    structure: Structure, grading: Grading, abilities: Floats
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the points that people with these abilities get on average meet every condition."""
    points = np.zeros((len(abilities), len(grading.subjects)))
    place = {subject: number for number, subject in enumerate(grading.subjects)}
    for parameters, skill in zip(structure.parameters, structure.skill_of, strict=True):
        chances = parameters.probabilities(abilities[:, skill])
        points[:, place[parameters.item.subject]] += chances @ np.arange(parameters.item.categories)
    enough = (points >= np.array(grading.minimums)).all(axis=1)
    return np.asarray(enough & (points @ np.array(grading.steps) >= grading.minimum))
