"""What a plain sum of points says of ability.

F. M. Lord and M. S. Wingersky, "Comparison of IRT true-score and equipercentile observed-score equatings", Applied
Psychological Measurement 8 (1984).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from munera.engines.psychometrics.ability.asked import parameters_of
from munera.engines.psychometrics.errors import UnknownItem
from munera.engines.psychometrics.model import Calibration, Floats, Group, Item
from munera.engines.psychometrics.numerics.nodes import Quadrature, enough


@dataclass(frozen=True, slots=True)
class SumScores:
    """For each sum of points, from 0 on, what is plausible: shapes (sums,)."""

    theta: Floats
    """The mean ability of those with this sum."""
    standard_error: Floats
    share: Floats
    """How many of the group have it; together 1."""


def sum_score_table(
    calibration: Calibration,
    items: Sequence[Item] | None = None,
    *,
    group: Group | None = None,
    quadrature: Quadrature | None = None,
) -> SumScores:
    """For a form of ``items``, or all; for a person of ``group``, or of the first."""
    chosen = tuple(each.item for each in calibration.items) if items is None else tuple(items)
    if not chosen:
        raise UnknownItem("A form without an item has no sum of points.")
    known = group or calibration.groups[0]
    quadrature = quadrature or enough(sum(item.categories - 1 for item in chosen))
    theta = known.mean + known.standard_deviation * quadrature.standard
    sums = np.ones((1, len(theta)))
    for parameters in parameters_of(calibration, chosen):
        chances = parameters.probabilities(theta).T
        longer = np.zeros((len(sums) + len(chances) - 1, len(theta)))
        for points, chance in enumerate(chances):
            longer[points : points + len(sums)] += sums * chance
        sums = longer
    joint = sums * np.exp(quadrature.log_weights)
    share = joint.sum(axis=1)
    mean = joint @ theta / share
    return SumScores(mean, np.sqrt(np.maximum(joint @ theta**2 / share - mean**2, 0.0)), share)
