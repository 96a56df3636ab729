"""The chance of each answer to an item, and how fast it changes with ability."""

from dataclasses import dataclass

import numpy as np

from munera.engines.psychometrics.model import Floats, ItemParameters, Model

TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Chances of an item at some abilities, and their first and second derivatives: shapes (abilities, categories)."""

    chances: Floats
    slopes: Floats
    bends: Floats

    @property
    def information(self) -> Floats:
        """Fisher's: shape (abilities,)."""
        return np.asarray((self.slopes**2 / np.maximum(self.chances, TINY)).sum(axis=1))

    @property
    def warm(self) -> Floats:
        """``Σ P' P'' / P``, by which Warm takes the bias away: shape (abilities,)."""
        return np.asarray((self.slopes * self.bends / np.maximum(self.chances, TINY)).sum(axis=1))


def curves(parameters: ItemParameters, theta: Floats) -> Curves:
    """Of one item."""
    chances = parameters.probabilities(theta)
    if parameters.item.model in {Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}:
        points = np.arange(parameters.item.categories)
        away = parameters.slope * (points - (chances @ points)[:, None])
        spread = (chances * away**2).sum(axis=1, keepdims=True)
        return Curves(chances, chances * away, chances * (away**2 - spread))
    rise = parameters.slope * theta[:, None] + np.asarray(parameters.intercepts)
    at_least = 0.5 * (1.0 + np.tanh(0.5 * rise))
    steep = parameters.slope * at_least * (1.0 - at_least)
    bent = parameters.slope * steep * (1.0 - 2.0 * at_least)
    if parameters.item.model is Model.GRADED_RESPONSE:
        return Curves(chances, _between(steep), _between(bent))
    height = parameters.upper - parameters.lower
    return Curves(chances, height * np.hstack((-steep, steep)), height * np.hstack((-bent, bent)))


def _between(edges: Floats) -> Floats:
    """From what changes at the edges of categories to what changes in them."""
    nothing = np.zeros((len(edges), 1))
    return np.asarray(np.hstack((nothing, edges)) - np.hstack((edges, nothing)))
