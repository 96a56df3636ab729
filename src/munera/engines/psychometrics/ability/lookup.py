"""Two numbers for each person, looked up by the one number that their answers come to."""

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.model import Floats


@compiled
def looked_up(  # noqa: PLR0917  # a compiled loop: arrays by place
    answers: NDArray[np.uint8],
    slopes: Floats,
    start: float,
    inverse_step: float,
    first: Floats,
    second: Floats,
    found: Floats,
) -> None:
    """Fill ``found`` (2, people) from two tables of cubics (cells, 4); ``slopes`` (bytes, 256) gives the number."""
    people, width = answers.shape
    for person in range(people):
        scalar = 0.0
        for byte in range(width):
            scalar += slopes[byte, answers[person, byte]]
        place = (scalar - start) * inverse_step
        cell = np.uintp(place)
        u = place - np.float64(cell)
        found[0, person] = first[cell, 0] + u * (first[cell, 1] + u * (first[cell, 2] + u * first[cell, 3]))
        found[1, person] = second[cell, 0] + u * (second[cell, 1] + u * (second[cell, 2] + u * second[cell, 3]))


def looked_up_plainly(  # noqa: PLR0917  # as its compiled twin
    answers: NDArray[np.uint8],
    slopes: Floats,
    start: float,
    inverse_step: float,
    first: Floats,
    second: Floats,
    found: Floats,
) -> None:
    """The same, whole columns at a time."""
    place = (slopes[np.arange(answers.shape[1]), answers].sum(axis=1) - start) * inverse_step
    cell = place.astype(np.int64)
    powers = (place - cell)[:, None] ** np.arange(4)
    found[0] = (first[cell] * powers).sum(axis=1)
    found[1] = (second[cell] * powers).sum(axis=1)
