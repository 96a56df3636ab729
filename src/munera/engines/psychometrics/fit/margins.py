"""M2: the means of items and the products of pairs, beside those that the model expects.

A. Maydeu-Olivares and H. Joe (2005, 2006); for several points the moments are of the points themselves: L. Cai and
M. Hansen, M2* (2013). A test of whole patterns has no power once there are more patterns than people; this one has.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize, stats

from munera.engines.psychometrics.ability.asked import parameters_of
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.fit.moments import Moments, changes_of, correlation_of
from munera.engines.psychometrics.model import Calibration, Floats
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses.responses import Responses

MOST_ITEMS: Final = 120
"""A matrix has a row and a column for each pair of items: for 120, 0.4 GB."""


@dataclass(frozen=True, slots=True)
class MarginFit:
    """How far the answers of all people are from the model."""

    m2: float
    degrees_of_freedom: int
    p_value: float
    """How often chance alone makes as much of a difference; with many people it is small for any model."""
    rmsea: float
    """The difference beyond chance, for each degree of freedom: up to 0.05 is a close fit, up to 0.089 one that will do
    (Maydeu-Olivares and Joe, 2014)."""
    rmsea_interval: tuple[float, float]
    """It lies in there with a probability of 90 %."""
    srmsr: float
    """Root mean square of what is left of the correlations: up to 0.05 is little."""
    tli: float
    """Tucker and Lewis: how much better than items that have nothing to do with one another; 0.95 is much."""
    cfi: float
    """The same without a reward for few parameters; 0.95 is much."""
    people: int


def margin_fit(calibration: Calibration, responses: Responses, *, quadrature: Quadrature = USUAL) -> MarginFit:
    """Of people of one group who all answered the same form.

    Raises ``NotIdentified`` where they did not, or where the form is too short for its parameters.
    """
    _check(responses)
    parameters = parameters_of(calibration, responses.items)
    group = calibration.groups[0]
    moments = Moments.of(parameters, group, quadrature)
    seen, correlation, people = _seen(responses)
    changes = changes_of(calibration, parameters, group, quadrature)
    freedom = len(seen) - changes.shape[1]
    if freedom <= 0:
        raise NotIdentified(
            f"{len(parameters)} items have {len(seen)} means and products, no more than the {changes.shape[1]} "
            "parameters; a longer form is wanted to tell whether the model is true."
        )
    away = seen - moments.expected
    inverse = np.linalg.inv(moments.spread)
    weighed = inverse @ changes
    left = inverse @ away - weighed @ np.linalg.solve(changes.T @ weighed, weighed.T @ away)
    m2 = max(people * float(away @ left), 0.0)
    pairs = np.triu_indices(len(parameters), 1)
    alone, freedom_alone = people * float((correlation[pairs] ** 2).sum()), len(pairs[0])
    beyond, beyond_alone = max(m2 - freedom, 0.0), max(alone - freedom_alone, 0.0)
    return MarginFit(
        m2,
        freedom,
        float(stats.chi2.sf(m2, freedom)),
        float(np.sqrt(beyond / (freedom * people))),
        _interval(m2, freedom, people),
        float(np.sqrt(np.mean((correlation - moments.correlation)[pairs] ** 2))),
        float((alone / freedom_alone - m2 / freedom) / (alone / freedom_alone - 1.0)),
        1.0 - beyond / max(beyond, beyond_alone, 1e-300),
        round(people),
    )


def _check(responses: Responses) -> None:
    if len(responses.groups) > 1:
        raise NotIdentified("Means and products are compared within one group; take the groups one by one.")
    if len(responses.forms) != 1 or responses.forms[0].has_gaps or len(responses.forms[0].items) < len(responses.items):
        raise NotIdentified("Means and products are compared among people who answered all of one form; choose those.")
    if len(responses.items) > MOST_ITEMS:
        raise NotIdentified(f"There are {len(responses.items)} items; pairs of at most {MOST_ITEMS} are compared.")


def _seen(responses: Responses) -> tuple[Floats, Floats, float]:
    """Means and products, the correlations, and how many people there are."""
    items = len(responses.items)
    total, people = np.zeros((items + 1, items + 1)), 0.0
    for block in responses.blocks:
        points = np.column_stack((np.ones(len(block)), responses.forms[0].unpacked(block.answers))).astype(np.float64)
        weighed = points if block.weights is None else points * block.weights[:, None]
        total += weighed.T @ points
        people += block.weight
    total /= people
    means, products = total[0, 1:], total[1:, 1:]
    return np.concatenate((means, products[np.triu_indices(items, 1)])), correlation_of(means, products), people


def _interval(m2: float, freedom: int, people: float) -> tuple[float, float]:
    """From where as much would be seen once in twenty times, to where as little would."""
    found = []
    for level in (0.95, 0.05):

        def missed(distance: float, level: float = level) -> float:
            return float(stats.ncx2.cdf(m2, freedom, distance)) - level

        high = max(4.0 * m2, 100.0)
        distance = 0.0 if stats.chi2.cdf(m2, freedom) < level else float(optimize.brentq(missed, 1e-12, high))
        found.append(float(np.sqrt(distance / (freedom * people))))
    return found[0], found[1]


def _distance(m2: float, freedom: int, level: float) -> float:
    """Of a chi-squared that lies below ``m2`` so often."""
    highest = 4.0 * m2 + 100.0
    found = optimize.brentq(lambda distance: stats.ncx2.cdf(m2, freedom, distance) - level, 1e-12, highest)
    return float(found)
