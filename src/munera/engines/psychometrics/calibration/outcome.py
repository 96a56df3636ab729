"""What a calibration hands on: parameters with their names and errors, in the units that were asked for."""

import numpy as np

from munera.engines.psychometrics.calibration.information import covariance_of, information
from munera.engines.psychometrics.calibration.pool import Pool, Values
from munera.engines.psychometrics.calibration.turns import Found, Problem
from munera.engines.psychometrics.model import Calibration, Floats, Group, ItemParameters
from munera.engines.psychometrics.responses.responses import Responses

Names = tuple[tuple[str, str], ...]


def told(
    problem: Problem, found: Found, responses: Responses, *, standard_errors: bool, free_variance: bool
) -> Calibration:
    """The calibration that the turns ended with."""
    pool, values = problem.pool, found.values
    names = pool.names + _names_of_groups(pool, responses.groups)
    covariance = covariance_of(information(problem, values)) if standard_errors else None
    if covariance is not None:
        # From logarithms of deviations to deviations themselves.
        free = int(pool.free_groups.sum())
        scale = np.ones(len(names))
        scale[len(names) - free :] = values.deviations[pool.free_groups]
        covariance = covariance * np.outer(scale, scale)
    if free_variance:
        values, names, covariance = _with_slope_one(pool, values, names, covariance, responses.groups)
    answers = np.rint(problem.totals.sum(axis=1)).astype(int)
    errors = _errors(names, covariance)
    items = tuple(
        ItemParameters(
            item,
            float(values.slopes[place]),
            tuple(float(intercept) for intercept in values.intercepts[place, 1 : item.categories]),
            standard_errors=_errors_of_item(item.key, errors, shares_slope=bool(pool.shares_slope[place])),
            answers=int(answers[place]),
        )
        for place, item in enumerate(pool.items)
    )
    groups = tuple(
        Group(key, float(mean), float(deviation))
        for key, mean, deviation in zip(responses.groups, values.means, values.deviations, strict=True)
    )
    return Calibration(
        items,
        groups,
        found.log_likelihood,
        found.trace,
        found.converged,
        covariance=covariance,
        free=names,
        people=responses.count,
    )


def _names_of_groups(pool: Pool, groups: tuple[str, ...]) -> Names:
    free = [groups[place] for place in np.flatnonzero(pool.free_groups)]
    return tuple(("", f"{name}:{key}") for name in ("mean", "standard_deviation") for key in free)


def _with_slope_one(
    pool: Pool, values: Values, names: Names, covariance: Floats | None, groups: tuple[str, ...]
) -> tuple[Values, Names, Floats | None]:
    """The same likelihood in units of one logit: the slope becomes the first group's standard deviation."""
    slope = float(values.slopes[0])
    first = names.index(("", "slope"))
    jacobian = np.eye(len(names))
    free = np.flatnonzero(pool.free_groups)
    for place, old in zip(
        range(len(names) - 2 * len(free), len(names)),
        np.concatenate((values.means[free], values.deviations[free])),
        strict=True,
    ):
        jacobian[place, place], jacobian[place, first] = slope, old
    renamed = tuple(("", f"standard_deviation:{groups[0]}") if name == ("", "slope") else name for name in names)
    scaled = Values(np.ones_like(values.slopes), values.intercepts, values.means * slope, values.deviations * slope)
    return scaled, renamed, None if covariance is None else np.asarray(jacobian @ covariance @ jacobian.T)


def _errors(names: Names, covariance: Floats | None) -> dict[tuple[str, str], float]:
    if covariance is None:
        return {}
    return dict(zip(names, np.sqrt(np.diagonal(covariance)).tolist(), strict=True))


def _errors_of_item(key: str, errors: dict[tuple[str, str], float], *, shares_slope: bool) -> dict[str, float]:
    own = {name: error for (of, name), error in errors.items() if of == key}
    if shares_slope and ("", "slope") in errors:
        own = {"slope": errors["", "slope"], **own}
    return own
