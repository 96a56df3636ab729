"""The chance to pass next time: what is known of the abilities, moved by growth, against the rule; then set right."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.advice.prospects import DRAWS, even_normals, grown_chances
from munera.engines.psychometrics.decisions.course import course_of
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.grounds import Grounds, passed
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.retake.growth import Retakers, growth_of
from munera.engines.psychometrics.retake.model import Growth, Recalibration, RetakeModel, logistic, logit
from munera.engines.psychometrics.skills.population import skill_profiles

FEWEST_LATER: Final = 100
TURNS: Final = 50
NEAR_ENOUGH: Final = 1e-10


def reckoned_chances(grounds: Grounds, answers: NDArray[np.int8], growth: Growth, years: Floats) -> Floats:
    """The chance of each person as the model has it, before it is set right."""
    profiles = skill_profiles(grounds.structure, grounds.population, answers)
    return grown_chances(
        profiles.mean,
        profiles.covariance,
        even_normals(DRAWS, len(grounds.skills) + 1),
        course_of(grounds.structure, grounds.grading),
        growth.expected(years),
    )


def outcomes(retakers: Retakers) -> NDArray[np.bool_]:
    """Who passed the second time."""
    structure = retakers.again.structure
    return passed(structure, retakers.again.grading, structure.points(retakers.answers_again))


def learn_retake(earlier: Sequence[Retakers], later: Sequence[Retakers]) -> RetakeModel:
    """Growth is learned from earlier retakers; the chances it gives are set right by how later ones did."""
    growth = growth_of(earlier)
    chances = [reckoned_chances(each.first, each.answers, growth, each.years) for each in later]
    came_true = [outcomes(each) for each in later]
    if sum(len(each) for each in came_true) < FEWEST_LATER:
        raise NotIdentified(f"To set chances right takes {FEWEST_LATER} who came again later.")
    return RetakeModel(growth, recalibrated(np.concatenate(chances), np.concatenate(came_true)))


def recalibrated(chances: Floats, came_true: NDArray[np.bool_]) -> Recalibration:
    """The likeliest logistic line from chances to what came true."""
    if came_true.all() or not came_true.any():
        raise NotIdentified("Chances are set right by some who passed and some who did not.")
    design = np.column_stack((np.ones(len(chances)), logit(chances)))
    line = np.array([0.0, 1.0])
    for _ in range(TURNS):
        fitted = logistic(design @ line)
        information = (design * (fitted * (1 - fitted))[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (came_true - fitted))
        # Far from the top a whole step of Newton's may go past it.
        line = line + step * min(1.0, 2.0 / max(float(np.abs(step).max()), NEAR_ENOUGH))
        if np.abs(step).max() < NEAR_ENOUGH:
            break
    (first, both), (_, second) = np.linalg.inv(information).tolist()
    return Recalibration(float(line[0]), float(line[1]), ((first, both), (both, second)), len(chances))


def told_chances(model: RetakeModel, grounds: Grounds, answers: NDArray[np.int8], years: Floats) -> Floats:
    """The chance of each person as it is told."""
    return model.told(reckoned_chances(grounds, answers, model.growth, years))[0]
