"""Scores of people whose answers do not come to one number: guessing, graded answers, or answers left out."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability.curves import TINY, Curves, curves
from munera.engines.psychometrics.model import Floats, Group, ItemParameters, Method
from munera.engines.psychometrics.numerics.nodes import Quadrature

ROWS_AT_ONCE: Final = 2_048
REACH, APART = 12.0, 0.1
MOST_STEPS: Final = 60
STILL: Final = 1e-10


def _posterior(
    table: NDArray[np.int8], parameters: Sequence[ItemParameters], group: Group, quadrature: Quadrature
) -> tuple[Floats, Floats]:
    """Nodes, and how plausible each is for each person."""
    theta = group.mean + group.standard_deviation * quadrature.standard
    exponents = quadrature.log_weights + _log_likelihood(table, [curves(each, theta) for each in parameters])
    highest = exponents.max(axis=1, keepdims=True)
    posterior = np.exp(exponents - highest)
    return theta, posterior / posterior.sum(axis=1, keepdims=True)


def estimated(
    table: NDArray[np.int8],
    parameters: Sequence[ItemParameters],
    group: Group,
    method: Method,
    quadrature: Quadrature,
) -> Floats:
    """Ability and error of each row: shape (2, people)."""
    found = np.empty((2, len(table)))
    for begin in range(0, len(table), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        if method is Method.EAP:
            theta, posterior = _posterior(table[part], parameters, group, quadrature)
            mean = posterior @ theta
            found[0, part] = mean
            found[1, part] = np.sqrt(np.maximum(posterior @ theta**2 - mean**2, 0.0))
        else:
            found[:, part] = _solved(table[part], parameters, group, method)
    return found


def _log_likelihood(table: NDArray[np.int8], known: Sequence[Curves]) -> Floats:
    total = np.zeros((len(table), len(known[0].chances)))
    for column, curve in zip(table.T, known, strict=True):
        total += _of_answer(np.log(np.maximum(curve.chances, TINY)), column)
    return total


def _of_answer(told: Floats, answers: NDArray[np.int8]) -> Floats:
    """Rows of (abilities, categories) by answer; nothing for a missing one: shape (people, abilities)."""
    with_missing = np.vstack((told.T, np.zeros((1, len(told)))))
    return with_missing[answers]


def _solved(table: NDArray[np.int8], parameters: Sequence[ItemParameters], group: Group, method: Method) -> Floats:
    """Where the likeliest (ML, MAP) or the least biased (WLE) ability lies: first the cell, then the place in it.

    With guessing there may be several; the likeliest of them is taken.
    """
    trial = group.mean + group.standard_deviation * np.linspace(-REACH, REACH, round(2 * REACH / APART) + 1)
    known = [curves(each, trial) for each in parameters]
    there = (table >= 0).astype(np.float64)
    information = there @ np.stack([curve.information for curve in known])
    pull = np.zeros((len(table), len(trial)))
    for column, curve in zip(table.T, known, strict=True):
        pull += _of_answer(curve.slopes / np.maximum(curve.chances, TINY), column)
    pull += _beside(method, trial, group, there @ np.stack([curve.warm for curve in known]), information)
    likely = _log_likelihood(table, known)
    if method is Method.MAP:
        likely = likely - 0.5 * ((trial - group.mean) / group.standard_deviation) ** 2
    turns = (pull[:, :-1] > 0) & (pull[:, 1:] <= 0)
    cell = np.where(turns, likely[:, :-1], -np.inf).argmax(axis=1)
    theta, error = _in_cell(table, parameters, group, method, (trial[cell], trial[cell + 1]))
    nowhere = ~turns.any(axis=1)
    theta[nowhere] = np.where(pull[nowhere, -1] > 0, np.inf, -np.inf)
    error[nowhere] = np.inf
    return np.stack((theta, error))


def _beside(method: Method, theta: Floats, group: Group, warm: Floats, information: Floats) -> Floats:
    """What is added to the slope of the log-likelihood."""
    if method is Method.MAP:
        return (group.mean - theta) / group.standard_deviation**2 * np.ones_like(information)
    return warm / (2.0 * np.maximum(information, TINY)) if method is Method.WLE else np.zeros_like(information)


def _in_cell(
    table: NDArray[np.int8],
    parameters: Sequence[ItemParameters],
    group: Group,
    method: Method,
    cell: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    low, high = cell
    theta = 0.5 * (low + high)
    held = group.standard_deviation**-2 if method is Method.MAP else 0.0
    rows = np.arange(len(table))
    information = np.ones(len(table))
    for _ in range(MOST_STEPS):
        pull, warm, information = np.zeros(len(table)), np.zeros(len(table)), np.zeros(len(table))
        for column, each in zip(table.T, parameters, strict=True):
            curve, there = curves(each, theta), column >= 0
            at = rows, np.maximum(column, 0)
            pull += np.where(there, curve.slopes[at] / np.maximum(curve.chances[at], TINY), 0.0)
            information += np.where(there, curve.information, 0.0)
            warm += np.where(there, curve.warm, 0.0)
        pull += _beside(method, theta, group, warm, information)
        low, high = np.where(pull > 0, theta, low), np.where(pull > 0, high, theta)
        moved = theta + pull / np.maximum(information + held, TINY)
        moved = np.where((moved > low) & (moved < high), moved, 0.5 * (low + high))
        still = bool(len(theta)) and float(np.abs(moved - theta).max()) < STILL
        theta = moved
        if still:
            break
    return theta, 1.0 / np.sqrt(np.maximum(information + held, TINY))
