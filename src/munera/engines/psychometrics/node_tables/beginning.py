"""Where the turns begin."""

from typing import Final

import numpy as np

from munera.engines.psychometrics.model import Calibration, Floats, Item, ItemParameters, Model
from munera.engines.psychometrics.node_tables.curves import Batch, logistic, worked_on
from munera.engines.psychometrics.node_tables.priors import Held
from munera.engines.psychometrics.node_tables.unknowns import Unknowns, Values

SPREAD: Final = 1.2
"""A share of right answers speaks of an item among people who differ; so it is pulled apart."""
GAP: Final = 0.05
"""Between graded intercepts to begin with, where nobody has the points between them."""


def first_values(
    unknowns: Unknowns, totals: Floats, *, anchors: Calibration | None, start: Calibration | None, held: Held
) -> Values:
    """What is known, where an earlier calibration ended, or what the shares of the answers say.

    ``totals`` are people with each number of points: shape (items, categories).
    """
    rows = []
    for number, batch in enumerate(unknowns.batches):
        found = _guessed(batch, totals[batch.places, : batch.categories] + 0.5, held)
        for at, place in enumerate(batch.places):
            known = _known(unknowns.items[place], start if unknowns.is_free[number] else anchors)
            found[at] = found[at] if known is None else worked_on(batch, known)
        rows.append(found)
    _share_slope(unknowns, rows)
    means, deviations = np.zeros(len(unknowns.free_means)), np.ones(len(unknowns.free_means))
    if start is not None and len(start.groups) == len(means):
        means = np.where(unknowns.free_means, [group.mean for group in start.groups], means)
        found_deviations = [group.standard_deviation for group in start.groups]
        deviations = np.where(unknowns.free_deviations, found_deviations, deviations)
    return Values(tuple(rows), means, deviations)


def _known(item: Item, calibration: Calibration | None) -> ItemParameters | None:
    if calibration is None or item.key not in calibration:
        return None
    known = calibration[item.key]
    return known if (known.item.model, known.item.categories) == (item.model, item.categories) else None


def _share_slope(unknowns: Unknowns, rows: list[Floats]) -> None:
    shared = [rows[number] for number, batch in unknowns.looked_for if batch.shares_slope]
    if shared:
        slope = float(np.concatenate([found[:, 0] for found in shared]).mean()) if unknowns.free_shared_slope else 1.0
        for found in shared:
            found[:, 0] = slope


def _guessed(batch: Batch, totals: Floats, held: Held) -> Floats:
    shares = totals / totals.sum(axis=1, keepdims=True)
    found = np.zeros((len(shares), len(batch.names)))
    found[:, 0] = 1.0
    if batch.model is Model.GRADED_RESPONSE:
        at_least = shares[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
        found[:, 1:] = SPREAD * np.log(at_least / (1.0 - at_least))
        found[:, 1:] -= GAP * np.arange(batch.categories - 1)
        return found
    if batch.model.has_one_intercept:
        return _guessed_right_or_wrong(batch, shares[:, 1], found, held)
    found[:, 0] = 1.0 / (batch.categories - 1)
    found[:, 1:] = (SPREAD if batch.categories == 2 else 1.0) * np.log(shares[:, 1:] / shares[:, :1])
    return found


def _guessed_right_or_wrong(batch: Batch, right: Floats, found: Floats, held: Held) -> Floats:
    lower, upper = np.zeros(len(right)), np.ones(len(right))
    if "lower" in batch.names:
        found[:, batch.names.index("lower")] = held.logit_lower.mean
        lower[:] = logistic(np.array(held.logit_lower.mean))
    if "upper" in batch.names:
        found[:, batch.names.index("upper")] = held.logit_upper.mean
        upper[:] = logistic(np.array(held.logit_upper.mean))
    knows = np.clip((right - lower) / (upper - lower), 0.02, 0.98)
    found[:, 1] = SPREAD * np.log(knows / (1.0 - knows))
    return found
