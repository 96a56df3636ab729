"""Whether a skill's own questions tell more about it than the total does: Haberman's comparison, and Wainer's remedy.

Each is the proportional reduction of the mean squared error (PRMSE) of the true sub-score: what share of people's true
differences in a skill one knows from something. A sub-score has value of its own where it tells more than the total.

Haberman, S. J. (2008). When can subscores have value? Journal of Educational and Behavioral Statistics 33(2), 204-229.
Wainer, H. et al. (2001). Augmented scores. In: Test Scoring, 343-387.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of the true differences of people in one skill, as shares of their variance."""

    skill: str
    own: float
    """From the points in its own questions alone: their reliability."""
    total: float
    """From the total alone."""
    both: float
    """From the two together."""
    augmented: float
    """From the points in all skills."""

    @property
    def has_value(self) -> bool:
        """Whether its own points say something that the total does not say better."""
        return self.own > self.total


def worths(skills: Sequence[str], points: NDArray[np.int64], members: NDArray[np.bool_]) -> tuple[Worth, ...]:
    """``points`` are those in each question, ``members`` says which question shows which skill, each just one."""
    covariance = np.atleast_2d(np.cov(points @ members, rowvar=False))
    return worths_of(skills, covariance, reliabilities(points, members))


def reliabilities(points: NDArray[np.int64], members: NDArray[np.bool_]) -> Floats:
    """Cronbach's alpha of each skill; 0 for one question alone, which cannot say how reliable it is."""
    questions = members.sum(axis=0)
    inside = points.var(axis=0, ddof=1) @ members
    whole = (points @ members).var(axis=0, ddof=1)
    shares = np.divide(inside, whole, out=np.ones_like(inside), where=whole > 0)
    return np.asarray(np.where(questions > 1, questions / np.maximum(questions - 1, 1) * (1 - shares), 0.0))


def worths_of(skills: Sequence[str], covariance: Floats, reliability: Floats) -> tuple[Worth, ...]:
    """From the covariances of the skills' points and their reliabilities alone. Errors in one skill are taken to be
    independent of those in another, so a question must not stand under two."""
    true = covariance.copy()
    np.fill_diagonal(true, np.clip(reliability, 0, 1) * np.diag(covariance))
    found = []
    for place, skill in enumerate(skills):
        if true[place, place] <= 0:
            found.append(Worth(skill, 0.0, 0.0, 0.0, 0.0))
            continue
        alone, everything = np.eye(len(covariance))[:, [place]], np.ones((len(covariance), 1))
        weights = (alone, everything, np.hstack((alone, everything)), np.eye(len(covariance)))
        found.append(Worth(skill, *(_told_by(each, place, covariance, true) for each in weights)))
    return tuple(found)


def _told_by(weights: Floats, place: int, covariance: Floats, true: Floats) -> float:
    """The share of the true variance that the best linear guess from these sums of points explains."""
    seen = weights.T @ covariance @ weights
    shared = weights.T @ true[:, place]
    explained = shared @ np.linalg.lstsq(seen, shared, rcond=None)[0]
    return float(explained / true[place, place])


def augmented(points: Floats, reliability: Floats) -> Floats:
    """Wainer's augmented points: each skill's true points as all skills let one guess them, shape (people, skills)."""
    mean = points.mean(axis=0)
    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    true = covariance.copy()
    np.fill_diagonal(true, np.clip(reliability, 0, 1) * np.diag(covariance))
    return np.asarray(mean + (points - mean) @ np.linalg.lstsq(covariance, true, rcond=None)[0])
