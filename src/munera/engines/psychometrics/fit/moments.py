"""Means of items and products of pairs, as a model expects them; and how they change with its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from munera.engines.psychometrics.model import Calibration, Floats, Group, ItemParameters, Model
from munera.engines.psychometrics.numerics.nodes import Quadrature

STEP: Final = 1e-5
_SHARED: Final = frozenset({Model.ONE_PARAMETER, Model.PARTIAL_CREDIT})


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What the model expects: first the means, then the products of pairs."""

    expected: Floats
    spread: Floats
    """Their covariance, for one person."""
    correlation: Floats
    """Of the items."""

    @classmethod
    def of(cls, parameters: Sequence[ItemParameters], group: Group, quadrature: Quadrature) -> "Moments":
        theta = group.mean + group.standard_deviation * quadrature.standard
        weights = np.exp(quadrature.log_weights)
        first = np.array([each.probabilities(theta) @ np.arange(each.item.categories) for each in parameters])
        second = np.array([each.probabilities(theta) @ np.arange(each.item.categories) ** 2 for each in parameters])
        rows, columns = np.triu_indices(len(first), 1)
        by_ability = np.concatenate((first, first[rows] * first[columns]))
        expected = by_ability @ weights
        together = (by_ability * weights) @ by_ability.T
        for item in range(len(first)):
            has = np.flatnonzero(np.concatenate((np.arange(len(first)) == item, (rows == item) | (columns == item))))
            other = np.concatenate(([-1], np.where(rows == item, columns, rows)[has[1:] - len(first)]))
            rest = np.where(other[:, None] < 0, 1.0, first[other])
            together[np.ix_(has, has)] = (rest * second[item] * weights) @ rest.T
        for number, (row, column) in enumerate(zip(rows, columns, strict=True), len(first)):
            together[number, number] = (second[row] * second[column]) @ weights
        products = (first * weights) @ first.T
        np.fill_diagonal(products, second @ weights)
        return cls(expected, together - np.outer(expected, expected), correlation_of(first @ weights, products))


def changes_of(
    calibration: Calibration, parameters: Sequence[ItemParameters], group: Group, quadrature: Quadrature
) -> Floats:
    """How the expected moments change with each free parameter: shape (moments, parameters)."""
    weights, standard = np.exp(quadrature.log_weights), quadrature.standard
    first = np.array([_points(each, group.mean + group.standard_deviation * standard) for each in parameters])
    rows, columns = np.triu_indices(len(first), 1)
    free = calibration.free or _all_free(parameters)
    found = []
    for key, name in free:
        change = np.zeros_like(first)
        for place, each in enumerate(parameters):
            if _touches(each, key, name):
                up, down = (_points(*_moved(each, group, name, step=step, standard=standard)) for step in (STEP, -STEP))
                change[place] = (up - down) / (2.0 * STEP)
        if change.any():
            products = change[rows] * first[columns] + first[rows] * change[columns]
            found.append(np.concatenate((change, products)) @ weights)
    return np.column_stack(found)


def _all_free(parameters: Sequence[ItemParameters]) -> list[tuple[str, str]]:
    names = []
    for each in parameters:
        names += [(each.item.key, "slope")]
        names += [(each.item.key, f"intercept_{number}") for number in range(1, each.item.categories)]
        names += [(each.item.key, "lower")] if each.item.model in {Model.THREE_PARAMETER, Model.FOUR_PARAMETER} else []
        names += [(each.item.key, "upper")] if each.item.model is Model.FOUR_PARAMETER else []
    return names


def _points(parameters: ItemParameters, theta: Floats) -> Floats:
    return np.asarray(parameters.probabilities(theta) @ np.arange(parameters.item.categories))


def _touches(parameters: ItemParameters, key: str, name: str) -> bool:
    if key:
        return key == parameters.item.key
    return parameters.item.model in _SHARED if name == "slope" else True


def _moved(
    parameters: ItemParameters, group: Group, name: str, *, step: float, standard: Floats
) -> tuple[ItemParameters, Floats]:
    """The item with one parameter a little higher, and the abilities of the nodes."""
    mean, deviation = group.mean, group.standard_deviation
    if name.startswith("mean:"):
        mean += step if name == f"mean:{group.key}" else 0.0
    elif name.startswith("standard_deviation:"):
        deviation += step if name == f"standard_deviation:{group.key}" else 0.0
    elif name.startswith("intercept_"):
        at = int(name.removeprefix("intercept_")) - 1
        intercepts = tuple(value + step if place == at else value for place, value in enumerate(parameters.intercepts))
        parameters = replace(parameters, intercepts=intercepts)
    elif name == "slope":
        parameters = replace(parameters, slope=parameters.slope + step)
    elif name == "lower":
        parameters = replace(parameters, lower=parameters.lower + step)
    elif name == "upper":
        parameters = replace(parameters, upper=parameters.upper + step)
    return parameters, mean + deviation * standard


def correlation_of(means: Floats, products: Floats) -> Floats:
    covariance = products - np.outer(means, means)
    deviation = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(deviation, deviation))
