"""Cubic interpolation on a grid: a function is kept as four coefficients for each cell.

In cell k, ``u`` of the way to the next point, the cubic through the points k - 1 to k + 2 is
``c[0] + u (c[1] + u (c[2] + u c[3]))``. What a sum of such values needs of many places in a cell is how many they are
and the sums of u, u² and u³; so a single pass can serve any number of functions.
"""

from dataclasses import dataclass

import numpy as np

from munera.engines.psychometrics.model import Floats

# The cubic through four equidistant points, by power of u (rows) and point k - 1 to k + 2 (columns).
LAGRANGE = np.array(
    [
        [0.0, 1.0, 0.0, 0.0],
        [-1.0 / 3.0, -0.5, 1.0, -1.0 / 6.0],
        [0.5, -1.0, 0.5, 0.0],
        [-1.0 / 6.0, 0.5, -0.5, 1.0 / 6.0],
    ]
)


@dataclass(frozen=True, slots=True)
class Grid:
    """Equidistant points; the first and the last two lie outside of what is asked for."""

    start: float
    step: float
    count: int

    @classmethod
    def over(cls, lowest: float, highest: float, *, step: float, least: int, most: int) -> "Grid":
        """Points about ``step`` apart, at least and at most so many cells."""
        width = max(highest - lowest, 1e-9)
        cells = int(np.clip(np.ceil(width / step), least, most))
        step = width / cells
        return cls(lowest - 2.0 * step, step, cells + 6)

    @property
    def points(self) -> Floats:
        return np.asarray(self.start + self.step * np.arange(self.count), np.float64)


def cubics(values: Floats) -> Floats:
    """From values at the points to coefficients: shape (points, 4), of which the first and last two are not used."""
    around = np.stack((values[:-3], values[1:-2], values[2:-1], values[3:]), axis=-1)
    coefficients = np.zeros((len(values), 4))
    coefficients[1:-2] = around @ LAGRANGE.T
    return coefficients


def weights_of_points(moments: Floats) -> Floats:
    """How much each point counts in a sum of interpolated values: from sums of 1, u, u², u³ in each cell."""
    shared = moments @ LAGRANGE
    weights = np.zeros(len(moments))
    weights[:-3] += shared[1:-2, 0]
    weights[1:-2] += shared[1:-2, 1]
    weights[2:-1] += shared[1:-2, 2]
    weights[3:] += shared[1:-2, 3]
    return weights
