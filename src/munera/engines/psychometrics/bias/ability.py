"""The answers of each group beside the curve that a calibration has for all: at equal ability, for any model."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.executors import Executor, Threads
from munera.engines.psychometrics.model import Calibration
from munera.engines.psychometrics.node_tables.curves import LEAST
from munera.engines.psychometrics.node_tables.expectation import Turn, expected
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses.responses import Responses

MOST_RMSD: Final = 0.1


@dataclass(frozen=True, slots=True)
class AbilityBias:
    """One item in one group."""

    key: str
    group: str
    mean_deviation: float
    """By how much the share of points is higher than the curve, over the abilities of the group; negative: harder."""
    rmsd: float
    """Root mean squared deviation: also where a curve crosses."""
    people: int

    @property
    def is_flagged(self) -> bool:
        return self.rmsd > MOST_RMSD


def ability_bias(
    calibration: Calibration,
    responses: Responses,
    *,
    executor: Executor | None = None,
    quadrature: Quadrature = USUAL,
) -> tuple[AbilityBias, ...]:
    """Of each item in each group that answered it. The calibration holds its items alike for all groups."""
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    theta = np.stack([group.mean + group.standard_deviation * quadrature.standard for group in groups])
    most = max(item.categories for item in responses.items)
    chances = np.ones((len(groups), len(parameters), most, quadrature.nodes))
    for at, each in enumerate(parameters):
        for group, abilities in enumerate(theta):
            chances[group, at, : each.item.categories] = each.probabilities(abilities).T
    log_weights = np.repeat(quadrature.log_weights[None], len(groups), axis=0)
    turn = Turn(responses.forms, np.log(np.maximum(chances, LEAST)), log_weights, quadrature.standard)
    _, counts, _ = (executor or Threads()).summed(expected, responses.blocks, turn)
    found = []
    points = np.arange(most)
    for at, each in enumerate(parameters):
        top, inside = each.item.categories - 1, points < each.item.categories
        for group, key in enumerate(responses.groups):
            people = counts[group, at].sum(axis=0)
            if people.sum() <= 0.0:
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                seen = points @ counts[group, at] / people
            away = np.where(people > 0.0, seen - (points * inside) @ chances[group, at], 0.0) / top
            weights = people / people.sum()
            mean, rmsd = float(weights @ away), float(np.sqrt(weights @ away**2))
            found.append(AbilityBias(each.item.key, key, mean, rmsd, round(float(people.sum()))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Difference:
    """Whether an item has other parameters in another calibration of one scale: F. M. Lord's chi-squared (1980)."""

    key: str
    chi_squared: float
    degrees_of_freedom: int
    p_value: float


def parameters_differ(one: Calibration, other: Calibration) -> tuple[Difference, ...]:
    """Of each item with errors in both, such as groups that were calibrated apart and then linked."""
    found = []
    for each in one.items:
        key = each.item.key
        if key not in other:
            continue
        names = [name for owner, name in one.free if owner == key and (key, name) in other.free]
        if not names:
            continue
        if one.covariance is None or other.covariance is None:
            raise NotIdentified("Parameters are compared by their errors; calibrate both with standard errors.")
        ours, theirs = ([calibration.free.index((key, name)) for name in names] for calibration in (one, other))
        spread = one.covariance[np.ix_(ours, ours)] + other.covariance[np.ix_(theirs, theirs)]
        away = np.array([_value(one, key, name) - _value(other, key, name) for name in names])
        chi_squared = float(away @ np.linalg.solve(spread, away))
        found.append(Difference(key, chi_squared, len(names), float(stats.chi2.sf(chi_squared, len(names)))))
    if not found:
        raise UnknownItem("The two calibrations have no item in common whose parameters were looked for in both.")
    return tuple(found)


def _value(calibration: Calibration, key: str, name: str) -> float:
    parameters = calibration[key]
    if name.startswith("intercept_"):
        return parameters.intercepts[int(name.removeprefix("intercept_")) - 1]
    return {"slope": parameters.slope, "lower": parameters.lower, "upper": parameters.upper}[name]
