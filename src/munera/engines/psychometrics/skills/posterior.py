"""What is known of a person's skills after their answers, by the mode of what is plausible and its curvature.

Where the group is normal and each question shows one skill, the plausible abilities are

    log p(θ) = Σ over skills (s_k θ_k - A_k(θ_k)) - (θ - μ)' Σ⁻¹ (θ - μ) / 2

with ``s`` the sums of slope times points. Newton finds its top. Mean and covariance lie beside what the top and its
curvature say, by what the third and the fourth derivative add: the next term of the expansion that Laplace began, which
makes both right enough for a handful of questions in each skill.
"""

from math import sqrt

import numpy as np

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.structure import FARTHEST, GRID

TURNS = 60
LONGEST_STEP = 2.0
NEAR_ENOUGH = 1e-6


@compiled
def at(table: Floats, place: float) -> float:
    """The value of one tabulated curve at an ability."""
    last = table.shape[0] - 1
    where = (place + FARTHEST) * (last / (2.0 * FARTHEST))
    if where <= 0.0:
        return float(table[0])
    if where >= last:
        return float(table[last])
    node = int(where)
    rest = where - node
    return float(table[node] * (1.0 - rest) + table[node + 1] * rest)


@compiled
def read_off(curves: Floats, abilities: Floats, found: Floats) -> None:
    """Fill ``found`` with each skill's curve at the abilities of people, both of shape (people, skills)."""
    for person in range(abilities.shape[0]):
        for k in range(abilities.shape[1]):
            found[person, k] = at(curves[k], abilities[person, k])


@compiled
def factorise(matrix: Floats) -> None:
    """Cholesky in place: the lower triangle becomes L, with L L' the matrix."""
    size = matrix.shape[0]
    for column in range(size):
        for before in range(column):
            for row in range(column, size):
                matrix[row, column] -= matrix[row, before] * matrix[column, before]
        pivot = sqrt(matrix[column, column])
        for row in range(column, size):
            matrix[row, column] /= pivot


@compiled
def solve(lower: Floats, right: Floats) -> None:
    """Solve L L' x = right in place."""
    size = lower.shape[0]
    for row in range(size):
        for column in range(row):
            right[row] -= lower[row, column] * right[column]
        right[row] /= lower[row, row]
    for row in range(size - 1, -1, -1):
        for below in range(row + 1, size):
            right[row] -= lower[below, row] * right[below]
        right[row] /= lower[row, row]


@compiled
def step_up(
    sums: Floats, tables: Floats, prior: tuple[Floats, Floats], theta: Floats, work: tuple[Floats, Floats]
) -> float:
    """One step of Newton's to the top, not too long a one; how far it went. ``work`` keeps the factored curvature."""
    (mean, precision), (curvature, step) = prior, work
    skills = sums.shape[0]
    for k in range(skills):
        step[k] = sums[k] - at(tables[0, k], theta[k])
        for other in range(skills):
            step[k] -= precision[k, other] * (theta[other] - mean[other])
            curvature[k, other] = precision[k, other]
        curvature[k, k] += at(tables[1, k], theta[k])
    factorise(curvature)
    solve(curvature, step)
    farthest = 0.0
    for k in range(skills):
        farthest = max(farthest, abs(step[k]))
    shorter = min(1.0, LONGEST_STEP / max(farthest, NEAR_ENOUGH))
    for k in range(skills):
        theta[k] += shorter * step[k]
    return farthest


@compiled
def find_posteriors(sums: Floats, tables: Floats, prior: tuple[Floats, Floats], found: tuple[Floats, Floats]) -> None:
    """Fill ``found``: the means (people, skills), which hold where to start, and the covariances.

    ``tables`` are those of ``curves_of``. The prior's mean and precision stand for everybody, or one for each person.
    """
    mean, covariance = found
    people, skills = sums.shape
    curvature, step = np.empty((skills, skills)), np.empty(skills)
    theta = np.empty(skills)
    for person in range(people):
        which = min(person, prior[0].shape[0] - 1)
        mine = (prior[0][which], prior[1][which])
        theta[:] = mean[person]
        for _ in range(TURNS):
            if step_up(sums[person], tables, mine, theta, (curvature, step)) < NEAR_ENOUGH:
                break
        for k in range(skills):
            step[:] = 0.0
            step[k] = 1.0
            solve(curvature, step)
            covariance[person, k] = step
        look_beside(tables, theta, mean[person], covariance[person], (curvature, step))


@compiled
def look_beside(tables: Floats, theta: Floats, mean: Floats, covariance: Floats, work: tuple[Floats, Floats]) -> None:
    """Move mean and covariance from the top of what is plausible to its middle."""
    more, third = work
    skills = theta.shape[0]
    for k in range(skills):
        third[k] = -at(tables[2, k], theta[k])
    for k in range(skills):
        aside = 0.0
        for other in range(skills):
            aside += 0.5 * covariance[k, other] * covariance[other, other] * third[other]
        mean[k] = theta[k] + aside
    for k in range(skills):
        for other in range(skills):
            more[k, other] = 0.5 * third[k] * third[other] * covariance[k, other] ** 2
        more[k, k] += third[k] * (mean[k] - theta[k]) - 0.5 * at(tables[3, k], theta[k]) * covariance[k, k]
    covariance += covariance @ more @ covariance


def posteriors(
    sums: Floats, curves: Floats, *, prior_mean: Floats, prior_covariance: Floats, start: Floats | None = None
) -> tuple[Floats, Floats]:
    """Mean and covariance of each person's skills. The prior is one for all, or has a first axis for people."""
    people, skills = sums.shape
    prior_mean = np.ascontiguousarray(np.atleast_2d(prior_mean))
    precision = np.ascontiguousarray(np.linalg.inv(np.asarray(prior_covariance).reshape(-1, skills, skills)))
    mean = np.array(np.broadcast_to(prior_mean if start is None else start, (people, skills)), order="C")
    covariance = np.empty((people, skills, skills))
    find_posteriors(np.ascontiguousarray(sums, np.float64), curves, (prior_mean, precision), (mean, covariance))
    return mean, covariance


def posteriors_in_numpy(
    sums: Floats, curves: Floats, *, prior_mean: Floats, prior_covariance: Floats
) -> tuple[Floats, Floats]:
    """The same without compiled loops, for everybody at once: what the tests hold ``posteriors`` to."""
    people, skills = sums.shape
    precision = np.linalg.inv(np.asarray(prior_covariance).reshape(-1, skills, skills))
    theta = np.array(np.broadcast_to(prior_mean, (people, skills)))
    curvature = np.empty((people, skills, skills))
    for _ in range(TURNS):
        slope = sums - _along(curves[0], theta)
        slope -= np.einsum("nkl,nl->nk", np.broadcast_to(precision, curvature.shape), theta - prior_mean)
        curvature[:] = precision
        curvature[:, np.arange(skills), np.arange(skills)] += _along(curves[1], theta)
        step = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        farthest = np.abs(step).max(axis=1, keepdims=True)
        theta += step * np.minimum(1.0, LONGEST_STEP / np.maximum(farthest, NEAR_ENOUGH))
        if farthest.max() < NEAR_ENOUGH:
            break
    top = np.linalg.inv(curvature)
    own, third = np.einsum("nkk->nk", top), -_along(curves[2], theta)
    aside = 0.5 * np.einsum("nkl,nl->nk", top, own * third)
    more = 0.5 * third[:, :, None] * third[:, None, :] * top**2
    more[:, np.arange(skills), np.arange(skills)] += third * aside - 0.5 * _along(curves[3], theta) * own
    return theta + aside, np.asarray(top + top @ more @ top, np.float64)


def _along(tables: Floats, theta: Floats) -> Floats:
    return np.column_stack([np.interp(theta[:, k], GRID, table) for k, table in enumerate(tables)])
