"""What is held of parameters before any answer: how it pulls at each, and how hard."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from munera.engines.psychometrics.model import Floats, Normal, Priors
from munera.engines.psychometrics.node_tables.curves import Batch

LOWER: Final = Normal(-1.1, 0.5)
"""Of the logit of the lower asymptote, where nothing else is said: a quarter guess right, a tenth to a half."""
UPPER: Final = Normal(3.0, 0.75)
"""Of that of the upper one: of those who know, one in twenty slips, one in a hundred to one in six."""


@dataclass(frozen=True, slots=True)
class Held:
    """Priors, with a word for the asymptotes even where nobody said one: answers alone tell too little of them."""

    log_slope: Normal | None
    intercept: Normal | None
    logit_lower: Normal
    logit_upper: Normal

    @classmethod
    def of(cls, priors: Priors | None) -> "Held":
        said = priors or Priors()
        return cls(said.log_slope, said.intercept, said.logit_lower or LOWER, said.logit_upper or UPPER)

    def of_parameter(self, name: str) -> Normal | None:
        if name == "slope":
            return None
        return {"lower": self.logit_lower, "upper": self.logit_upper}.get(name, self.intercept)

    def log_density_of_slopes(self, slopes: Floats) -> Floats:
        """Of the logarithm of each slope, but for a constant."""
        if self.log_slope is None:
            return np.zeros(slopes.shape)
        positive = slopes > 0.0
        away = (np.log(np.where(positive, slopes, 1.0)) - self.log_slope.mean) / self.log_slope.standard_deviation
        return np.where(positive, -0.5 * away**2, -np.inf)

    def pull_at_slopes(self, slopes: Floats) -> tuple[Floats, Floats]:
        """Its first derivatives by the slopes, and the second ones with their sign turned."""
        if self.log_slope is None:
            return np.zeros(slopes.shape), np.zeros(slopes.shape)
        stiffness = self.log_slope.standard_deviation**-2
        away = (np.log(np.maximum(slopes, 1e-9)) - self.log_slope.mean) * stiffness
        return -away / slopes, (stiffness - away) / slopes**2

    def log_density(self, batch: Batch, rows: Floats, *, with_slope: bool) -> Floats:
        """Of each item, but for a constant: shape (items,)."""
        total = self.log_density_of_slopes(rows[:, 0]) if with_slope else np.zeros(len(rows))
        for column, name in enumerate(batch.names):
            normal = self.of_parameter(name)
            if normal is not None:
                total -= 0.5 * ((rows[:, column] - normal.mean) / normal.standard_deviation) ** 2
        return total

    def gradient_and_information(self, batch: Batch, rows: Floats, *, with_slope: bool) -> tuple[Floats, Floats]:
        """Its first derivatives, and the second ones with their sign turned: both of shape (items, parameters)."""
        gradient, information = np.zeros_like(rows), np.zeros_like(rows)
        if with_slope:
            gradient[:, 0], information[:, 0] = self.pull_at_slopes(rows[:, 0])
        for column, name in enumerate(batch.names):
            normal = self.of_parameter(name)
            if normal is not None:
                information[:, column] = normal.standard_deviation**-2
                gradient[:, column] = (normal.mean - rows[:, column]) * information[:, column]
        return gradient, information
