"""The abilities over which sums stand for integrals."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Floats

LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Quadrature:
    """Equidistant nodes of the standard normal density: the more, the longer the examination may be.

    Sixty-one from -6 to 6 are exact to many digits as long as an ability is known no better than to a fifth of the
    standard deviation of its group; twenty-one are not, for sixty items.
    """

    nodes: int = 61
    limit: float = 6.0

    def __post_init__(self) -> None:
        if self.nodes < LEAST or not 0.0 < self.limit < np.inf:
            raise Malformed(f"Integrals want at least {LEAST} nodes and a limit above 0.")

    @property
    def standard(self) -> Floats:
        """The nodes, for mean 0 and standard deviation 1."""
        return np.linspace(-self.limit, self.limit, self.nodes)

    @property
    def log_weights(self) -> Floats:
        """Logarithms of what each node weighs; together 1."""
        exponents = -0.5 * self.standard**2
        return np.asarray(exponents - np.log(np.exp(exponents).sum()))


USUAL: Final = Quadrature()

MORE_FROM: Final = 100
"""With so many points, or four times as many, an ability is known so well that nodes must be twice as close."""


def enough(points: int) -> Quadrature:
    """Nodes for a form on which one can have so many points."""
    closer = sum(points >= MORE_FROM * times for times in (1, 4, 16))
    return Quadrature(((USUAL.nodes - 1) << closer) + 1, USUAL.limit)
