"""Which parameters are looked for, and where they stand in one vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Calibration, Floats, Item
from munera.engines.psychometrics.node_tables.curves import STEEPEST, Batch, are_in_order, batches_of, curves, scales


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """A value for each parameter."""

    rows: tuple[Floats, ...]
    """Of each batch: shape (items, parameters), as they are worked on."""
    means: Floats
    """Of the groups."""
    deviations: Floats
    """Standard deviations of the groups."""

    def abilities(self, standard: Floats) -> Floats:
        """Nodes of each group: shape (groups, nodes)."""
        return np.asarray(self.means[:, None] + self.deviations[:, None] * standard)


@dataclass(frozen=True, eq=False)
class Unknowns:
    """The parameters of a pool that are free."""

    items: tuple[Item, ...]
    batches: tuple[Batch, ...]
    """All items; those that are fixed have batches of their own."""
    is_free: tuple[bool, ...]
    """Of each batch."""
    groups: tuple[str, ...]
    """Their keys."""
    free_means: NDArray[np.bool_]
    free_deviations: NDArray[np.bool_]
    free_shared_slope: bool = True

    @classmethod
    def of(
        cls,
        items: Sequence[Item],
        anchors: Calibration | None,
        *,
        groups: tuple[str, ...],
        free_groups: bool,
        free_variance: bool,
    ) -> "Unknowns":
        places = range(len(items))
        fixed = [place for place in places if anchors is not None and items[place].key in anchors]
        free = [place for place in places if place not in set(fixed)]
        held, looked_for = batches_of(items, fixed), batches_of(items, free)
        means = np.full(len(groups), free_groups)
        means[0] = free_groups and anchors is not None
        deviations = means.copy()
        deviations[0] |= free_variance
        return cls(
            tuple(items),
            (*looked_for, *held),
            (True,) * len(looked_for) + (False,) * len(held),
            groups,
            means,
            deviations,
            free_shared_slope=not free_variance,
        )

    @property
    def looked_for(self) -> list[tuple[int, Batch]]:
        """The batches that are free, with their numbers."""
        return [(number, batch) for number, batch in enumerate(self.batches) if self.is_free[number]]

    @cached_property
    def shares_slope(self) -> bool:
        """Whether free items have a slope among them that is looked for."""
        return self.free_shared_slope and any(batch.shares_slope for _, batch in self.looked_for)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Key of the item and name of the parameter, in the order of the vector; an empty key for the groups."""
        found = [("", "slope")] if self.shares_slope else []
        for _, batch in self.looked_for:
            found += [(self.items[place].key, name) for place in batch.places for name in batch.names[_own(batch) :]]
        return (*found, *self._names_of_groups)

    @property
    def _names_of_groups(self) -> list[tuple[str, str]]:
        means = [("", f"mean:{self.groups[group]}") for group in np.flatnonzero(self.free_means)]
        return means + [
            ("", f"standard_deviation:{self.groups[group]}") for group in np.flatnonzero(self.free_deviations)
        ]

    @cached_property
    def columns(self) -> dict[int, NDArray[np.int64]]:
        """Where the parameters of each free batch stand in the vector, -1 for a slope that is not free.

        Shape (items, parameters).
        """
        found, at = {}, int(self.shares_slope)
        for number, batch in self.looked_for:
            own, width = _own(batch), len(batch.names)
            columns = np.full((len(batch.places), width), 0 if self.shares_slope else -1)
            columns[:, own:] = at + np.arange(columns[:, own:].size).reshape(len(columns), -1)
            found[number], at = columns, at + columns[:, own:].size
        return found

    @cached_property
    def columns_of_groups(self) -> NDArray[np.int64]:
        """Where mean and standard deviation of each group stand in the vector, -1 where they are not free."""
        found = np.full((len(self.free_means), 2), -1)
        ends = np.flatnonzero(self.free_means), np.flatnonzero(self.free_deviations)
        end = len(self.names)
        found[ends[1], 1] = np.arange(end - len(ends[1]), end)
        found[ends[0], 0] = np.arange(end - len(ends[1]) - len(ends[0]), end - len(ends[1]))
        return found

    def vector(self, values: Values) -> Floats:
        """The free parameters: the shared slope, those of each batch, means and logarithms of deviations."""
        parts = [values.rows[number][:, _own(batch) :].ravel() for number, batch in self.looked_for]
        if self.shares_slope:
            parts.insert(0, np.array([self.shared_slope(values)]))
        parts += [values.means[self.free_means], np.log(values.deviations[self.free_deviations])]
        return np.concatenate(parts)

    def shared_slope(self, values: Values) -> float:
        """The slope that 1PL and PCM items have among them."""
        number = next(number for number, batch in self.looked_for if batch.shares_slope)
        return float(values.rows[number][0, 0])

    def values(self, vector: Floats, around: Values) -> Values:
        """The parameters again; those that are not free as in ``around``."""
        rows, at = list(around.rows), int(self.shares_slope)
        for number, batch in self.looked_for:
            own, row = _own(batch), around.rows[number].copy()
            if own and self.shares_slope:
                row[:, 0] = vector[0]
            end = at + row[:, own:].size
            row[:, own:] = vector[at:end].reshape(len(row), -1)
            row[:, 0] = np.clip(row[:, 0], -STEEPEST, STEEPEST)
            rows[number], at = row, end
        means, deviations = around.means.copy(), around.deviations.copy()
        middle = at + int(self.free_means.sum())
        means[self.free_means] = vector[at:middle]
        deviations[self.free_deviations] = np.exp(np.clip(vector[middle:], -5.0, 5.0))
        return Values(tuple(rows), means, deviations)

    def make_sense(self, values: Values) -> bool:
        """Whether the curves of all items are curves, wherever a leap may have led."""
        pairs = zip(self.batches, values.rows, strict=True)
        return all(bool(are_in_order(batch, rows).all()) for batch, rows in pairs)

    def told_by_worked_on(self, values: Values) -> Floats:
        """How much each parameter, as it is told, changes with that of the vector."""
        parts = [scales(batch, values.rows[number])[:, _own(batch) :].ravel() for number, batch in self.looked_for]
        ones = np.ones(int(self.shares_slope)), np.ones(int(self.free_means.sum()))
        return np.concatenate((ones[0], *parts, ones[1], values.deviations[self.free_deviations]))

    def chances(self, values: Values, standard: Floats) -> Floats:
        """Of each answer, for the nodes of each group: shape (groups, items, most categories, nodes).

        Where an item has fewer categories, 1 stands for those that it lacks.
        """
        theta = values.abilities(standard)
        most = max(item.categories for item in self.items)
        found = np.ones((len(theta), len(self.items), most, standard.size))
        for batch, rows in zip(self.batches, values.rows, strict=True):
            for group, abilities in enumerate(theta):
                found[group, batch.places, : batch.categories] = curves(batch, rows, abilities)
        return found


def _own(batch: Batch) -> int:
    """From which parameter on an item has its own."""
    return int(batch.shares_slope)
