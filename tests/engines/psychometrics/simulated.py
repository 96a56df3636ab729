"""Answers whose truth is known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats, ItemParameters
from munera.engines.psychometrics.responses import Responses


def answered(
    truth: Sequence[ItemParameters],
    theta: Floats,
    generator: np.random.Generator,
    *,
    groups: Sequence[str] | None = None,
) -> Responses:
    """What people of these abilities answer."""
    return Responses.of(table_of(truth, theta, generator), [each.item for each in truth], groups=groups)


def table_of(truth: Sequence[ItemParameters], theta: Floats, generator: np.random.Generator) -> NDArray[np.int8]:
    table = np.empty((theta.size, len(truth)), np.int8)
    for column, parameters in enumerate(truth):
        edges = parameters.probabilities(theta).cumsum(axis=1)[:, :-1]
        table[:, column] = (generator.random(theta.size)[:, None] > edges).sum(axis=1)
    return table
