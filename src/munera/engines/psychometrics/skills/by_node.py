"""What is known of a person's skills after answers that come down to no sum: 3PL, 4PL and graded ones among them.

The answers to the questions of one skill say something of that ability alone, whatever shape it has over the nodes. One
skill after the other, a normal shape stands for it that leaves the same mean and variance beside what all others say,
until none of them changes: expectation propagation (T. P. Minka, 2001). With one skill that is the sum over the nodes.
"""

from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.structure import FARTHEST, Structure

NODES: Final = np.linspace(-FARTHEST, FARTHEST, 129)
LEAST: Final = 1e-12
"""No answer is less likely than this: a logarithm is taken of it."""
TURNS: Final = 60
NEAR_ENOUGH: Final = 1e-7
FLATTEST: Final = 1e-6
"""Where what all others say is flatter, or bent the other way, a skill waits for them."""
NARROWEST: Final = 1e-8
FARTHEST_DOWN: Final = -40.0
"""A node whose logarithm lies lower beside the highest counts for nothing."""


def log_chances_of(structure: Structure) -> Floats:
    """Of each number of points in each question: shape (questions, most categories, nodes)."""
    most = max(parameters.item.categories for parameters in structure.parameters)
    found = np.zeros((len(structure.parameters), most, NODES.size))
    for row, parameters in zip(found, structure.parameters, strict=True):
        row[: parameters.item.categories] = np.log(np.maximum(parameters.probabilities(NODES).T, LEAST))
    return found


@compiled
def match_moments(
    points: NDArray[np.int64],
    told: tuple[Floats, NDArray[np.int64], Floats],
    prior: tuple[Floats, Floats],
    found: tuple[Floats, Floats],
) -> None:
    """Fill ``found`` with means (people, skills) and covariances.

    ``told`` has the log-chances, the skill of each question, and the nodes. The prior's mean and covariance stand for
    everybody, or one for each person.
    """
    (log_chances, skill_of, nodes), (means, covariances) = told, found
    people, skills = means.shape
    said = np.empty((skills, nodes.shape[0]))
    shapes, work = np.empty((skills, 2)), (np.empty(nodes.shape[0]), np.empty(skills))
    for person in range(people):
        which = min(person, prior[0].shape[0] - 1)
        means[person], covariances[person] = prior[0][which], prior[1][which]
        said[:], shapes[:] = 0.0, 0.0
        for question in range(points.shape[1]):
            row = log_chances[question, points[person, question]]
            skill = skill_of[question]
            for node in range(nodes.shape[0]):
                said[skill, node] += row[node]
        for _ in range(TURNS):
            change = 0.0
            for skill in range(skills):
                change = max(
                    change,
                    take_in(skill, (said[skill], nodes), shapes[skill], (means[person], covariances[person]), work),
                )
            if change < NEAR_ENOUGH:
                break


@compiled
def take_in(
    skill: int, told: tuple[Floats, Floats], shape: Floats, known: tuple[Floats, Floats], work: tuple[Floats, Floats]
) -> float:
    """Let a normal ``shape`` (precision, and precision times mean) stand for what is said of one skill, anew; and how
    far the mean or the variance of that skill moved."""
    (said, nodes), (mean, covariance), (logs, towards) = told, known, work
    variance = covariance[skill, skill]
    precision = 1.0 / variance - shape[0]
    if precision < FLATTEST:
        return 0.0
    centre = (mean[skill] / variance - shape[1]) / precision
    top = -np.inf
    for node in range(nodes.shape[0]):
        logs[node] = said[node] - 0.5 * precision * (nodes[node] - centre) ** 2
        top = max(top, logs[node])
    total, first, second = 0.0, 0.0, 0.0
    for node in range(nodes.shape[0]):
        if logs[node] > top + FARTHEST_DOWN:
            likely = exp(logs[node] - top)
            total += likely
            first += likely * nodes[node]
            second += likely * nodes[node] ** 2
    middle = first / total
    width = max(second / total - middle**2, NARROWEST)
    steeper = 1.0 / width - precision - shape[0]
    farther = middle / width - centre * precision - shape[1]
    shape[0] += steeper
    shape[1] += farther
    before = mean[skill]
    towards[:] = covariance[skill]
    # One more normal shape in one direction: the covariance changes by a product of one column, the mean along it.
    share = steeper / (1.0 + steeper * variance)
    along = (farther - steeper * before) / (1.0 + steeper * variance)
    for one in range(mean.shape[0]):
        mean[one] += towards[one] * along
        for other in range(mean.shape[0]):
            covariance[one, other] -= share * towards[one] * towards[other]
    return float(max(abs(middle - before), abs(width - variance)))


def posteriors_by_node(
    points: NDArray[np.int64],
    log_chances: Floats,
    skill_of: NDArray[np.int64],
    *,
    prior_mean: Floats,
    prior_covariance: Floats,
) -> tuple[Floats, Floats]:
    """Mean and covariance of each person's skills. The prior is one for all, or has a first axis for people."""
    skills = np.asarray(prior_mean).shape[-1]
    prior = (
        np.ascontiguousarray(np.atleast_2d(prior_mean), np.float64),
        np.ascontiguousarray(np.asarray(prior_covariance, np.float64).reshape(-1, skills, skills)),
    )
    found = (np.empty((len(points), skills)), np.empty((len(points), skills, skills)))
    match_moments(np.ascontiguousarray(points, np.int64), (log_chances, skill_of, NODES), prior, found)
    return found


def posteriors_by_node_in_numpy(
    points: NDArray[np.int64],
    log_chances: Floats,
    skill_of: NDArray[np.int64],
    *,
    prior_mean: Floats,
    prior_covariance: Floats,
) -> tuple[Floats, Floats]:
    """The same without compiled loops, for everybody at once: what the tests hold ``posteriors_by_node`` to."""
    people, skills = len(points), np.asarray(prior_mean).shape[-1]
    each = log_chances[np.arange(len(skill_of)), points]
    said = np.stack([each[:, skill_of == skill].sum(axis=1) for skill in range(skills)])
    precision = np.broadcast_to(np.linalg.inv(prior_covariance), (people, skills, skills))
    pull = np.einsum("nkl,nl->nk", precision, np.broadcast_to(prior_mean, (people, skills)))
    shapes = np.zeros((2, people, skills))
    mean, covariance = np.zeros((people, skills)), np.zeros((people, skills, skills))
    for _ in range(TURNS):
        before = mean
        for skill in range(skills):
            covariance = np.linalg.inv(precision + np.eye(skills) * shapes[0][:, None, :])
            mean = np.einsum("nkl,nl->nk", covariance, pull + shapes[1])
            variance = covariance[:, skill, skill]
            flat = 1.0 / variance - shapes[0, :, skill]
            centre = (mean[:, skill] / variance - shapes[1, :, skill]) / flat
            logs = said[skill] - 0.5 * flat[:, None] * (NODES - centre[:, None]) ** 2
            likely = np.exp(logs - logs.max(axis=1, keepdims=True))
            likely /= likely.sum(axis=1, keepdims=True)
            middle = likely @ NODES
            width = np.maximum(likely @ NODES**2 - middle**2, NARROWEST)
            shapes[:, :, skill] = 1.0 / width - flat, middle / width - centre * flat
        covariance = np.linalg.inv(precision + np.eye(skills) * shapes[0][:, None, :])
        mean = np.einsum("nkl,nl->nk", covariance, pull + shapes[1])
        if np.abs(mean - before).max() < NEAR_ENOUGH:
            break
    return mean, covariance
