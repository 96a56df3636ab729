"""The parameters of a pool of items as arrays, which of them are free, and as one vector."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats, Item, Model

SHARED: Final = frozenset({Model.ONE_PARAMETER, Model.PARTIAL_CREDIT})
"""Items of these models have one slope among them."""


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """A value for each parameter, free or not."""

    slopes: Floats
    """Shape (items,)."""
    intercepts: Floats
    """Shape (items, most categories): 0 for no points, minus infinity for points that an item does not give."""
    means: Floats
    """Of the groups."""
    deviations: Floats
    """Standard deviations of the groups."""

    def log_normalizers(self, theta: Floats) -> Floats:
        """``log Σ exp(y slope θ + intercept of y)`` for each item and ability: shape (items, abilities)."""
        rise = self.slopes[:, None] * theta
        total = np.zeros_like(rise)
        for points in range(1, self.intercepts.shape[1]):
            total = np.logaddexp(total, points * rise + self.intercepts[:, points, None])
        return total

    def probabilities(self, theta: Floats) -> Floats:
        """The chance of each number of points: shape (items, abilities, categories)."""
        points = np.arange(self.intercepts.shape[1])
        exponents = (self.slopes[:, None] * theta)[..., None] * points + self.intercepts[:, None, :]
        exponents -= exponents.max(axis=-1, keepdims=True)
        chances = np.exp(exponents)
        return np.asarray(chances / chances.sum(axis=-1, keepdims=True))

    def abilities(self, standard: Floats) -> Floats:
        """Nodes of each group: shape (groups, nodes)."""
        return self.means[:, None] + self.deviations[:, None] * standard


@dataclass(frozen=True, eq=False)
class Pool:
    """Which parameters there are, and which of them are looked for."""

    items: tuple[Item, ...]
    fixed_items: NDArray[np.bool_]
    """Items with parameters that are known already."""
    free_groups: NDArray[np.bool_]
    """Groups whose mean and standard deviation are looked for."""

    @cached_property
    def categories(self) -> NDArray[np.int64]:
        return np.array([item.categories for item in self.items])

    @cached_property
    def shares_slope(self) -> NDArray[np.bool_]:
        """Free items with one slope among them."""
        return np.array([item.model in SHARED for item in self.items]) & ~self.fixed_items

    @cached_property
    def has_own_slope(self) -> NDArray[np.bool_]:
        return ~self.fixed_items & ~self.shares_slope

    @cached_property
    def has_intercept(self) -> NDArray[np.bool_]:
        """Free intercepts: shape (items, most categories)."""
        points = np.arange(self.categories.max())
        return np.asarray((points > 0) & (points < self.categories[:, None]) & ~self.fixed_items[:, None])

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Key of the item and name of the parameter, in the order of the vector, groups without their names."""
        found = [(self.items[at].key, "slope") for at in np.flatnonzero(self.has_own_slope)]
        found += [("", "slope")] if self.shares_slope.any() else []
        found += [(self.items[at].key, f"intercept_{points}") for at, points in np.argwhere(self.has_intercept)]
        return tuple(found)

    def vector(self, values: Values) -> Floats:
        """The free parameters: slopes, the shared one, intercepts, means and logarithms of deviations."""
        shared = values.slopes[self.shares_slope][:1]
        return np.concatenate(
            (
                values.slopes[self.has_own_slope],
                shared,
                values.intercepts[self.has_intercept],
                values.means[self.free_groups],
                np.log(values.deviations[self.free_groups]),
            )
        )

    def values(self, vector: Floats, around: Values) -> Values:
        """The parameters again; those that are not free as in ``around``."""
        slopes, intercepts = around.slopes.copy(), around.intercepts.copy()
        means, deviations = around.means.copy(), around.deviations.copy()
        own, groups = int(self.has_own_slope.sum()), int(self.free_groups.sum())
        slopes[self.has_own_slope] = vector[:own]
        if self.shares_slope.any():
            slopes[self.shares_slope] = vector[own]
            own += 1
        end = len(vector) - 2 * groups
        intercepts[self.has_intercept] = vector[own:end]
        means[self.free_groups] = vector[end : end + groups]
        deviations[self.free_groups] = np.exp(np.clip(vector[end + groups :], -5.0, 5.0))
        return Values(slopes, intercepts, means, deviations)


def first_values(pool: Pool, totals: Floats, groups: int) -> Values:
    """Where to begin: slope 1, and intercepts from how many have so many points."""
    shares = (totals + 0.5) / (totals + 0.5).sum(axis=1, keepdims=True)
    inside = np.arange(totals.shape[1]) < pool.categories[:, None]
    intercepts = np.where(inside, np.log(shares) - np.log(shares[:, :1]), -np.inf)
    # Whoever has several points is farther up, so the points speak less of the item than their shares say.
    intercepts[:, 1:] *= np.where(pool.categories[:, None] == 2, 1.2, 1.0)
    slopes = np.asarray(1.0 / (pool.categories - 1.0), np.float64)
    shared = pool.shares_slope
    slopes[shared] = 1.0 / (pool.categories[shared].max() - 1.0) if shared.any() else 1.0
    return Values(slopes, intercepts, np.zeros(groups), np.ones(groups))
