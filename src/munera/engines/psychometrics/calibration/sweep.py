"""The pass over packed answers, compiled; and the same in plain numpy, by which it is proved."""

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled
from munera.engines.psychometrics.model import Floats


@compiled
def swept(  # noqa: PLR0917  # a compiled loop: arrays by place
    answers: NDArray[np.uint8],
    weights: Floats,
    slopes: Floats,
    start: float,
    inverse_step: float,
    means: Floats,
    heaped: Floats,
    moments: Floats,
) -> None:
    """Add each person's expected ability to the bytes of their answers, and their place to its cell of the table.

    ``slopes`` (bytes, 256) gives s; ``means`` (cells, 4) the ability for an s; ``heaped`` (bytes, 256) and ``moments``
    (cells, 4: sums of 1, u, u² and u³) are added to. ``weights`` is empty where each person counts once.
    """
    people, width = answers.shape
    weighted = len(weights) > 0
    for person in range(people):
        scalar = 0.0
        for byte in range(width):
            scalar += slopes[byte, answers[person, byte]]
        place = (scalar - start) * inverse_step
        cell = np.uintp(place)
        u = place - np.float64(cell)
        weight = weights[person] if weighted else 1.0
        mean = weight * (means[cell, 0] + u * (means[cell, 1] + u * (means[cell, 2] + u * means[cell, 3])))
        for byte in range(width):
            heaped[byte, answers[person, byte]] += mean
        moments[cell, 0] += weight
        moments[cell, 1] += weight * u
        moments[cell, 2] += weight * u * u
        moments[cell, 3] += weight * u * u * u


def swept_plainly(  # noqa: PLR0917  # as its compiled twin
    answers: NDArray[np.uint8],
    weights: Floats,
    slopes: Floats,
    start: float,
    inverse_step: float,
    means: Floats,
    heaped: Floats,
    moments: Floats,
) -> None:
    """The same, whole columns at a time."""
    scalar = slopes[np.arange(answers.shape[1]), answers].sum(axis=1)
    place = (scalar - start) * inverse_step
    cell = place.astype(np.int64)
    u = place - cell
    weight = weights if len(weights) else np.ones(len(answers))
    powers = u[:, None] ** np.arange(4)
    mean = weight * (means[cell] * powers).sum(axis=1)
    for byte, column in enumerate(answers.T):
        heaped[byte] += np.bincount(column, mean, minlength=256)
    for power in range(4):
        moments[:, power] += np.bincount(cell, weight * powers[:, power], minlength=len(moments))
