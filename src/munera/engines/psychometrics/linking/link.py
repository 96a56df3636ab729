"""The scale on which common items look alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy import optimize

from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.linking.scale import Scale
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters, Model

NODES: Final = np.linspace(-4.0, 4.0, 161)
"""Abilities on the base at which curves are compared, each as much as the others, where nobody says otherwise."""


class LinkMethod(StrEnum):
    """What is made alike."""

    MEAN_MEAN = "mean-mean"
    """Mean slope and mean difficulty; after Loyd and Hoover (1980)."""
    MEAN_SIGMA = "mean-sigma"
    """Mean and standard deviation of difficulties; after Marco (1977)."""
    HAEBARA = "haebara"
    """The curve of each item (1980)."""
    STOCKING_LORD = "stocking-lord"
    """The curve of the expected total (1983)."""


@dataclass(frozen=True, slots=True)
class Link:
    """How two calibrations were brought together."""

    scale: Scale
    method: LinkMethod
    keys: tuple[str, ...]
    """Of the common items that were used."""
    distance: float
    """Between the curves that are compared, squared and averaged over abilities; no number where none are."""


def link(
    new: Calibration,
    base: Calibration,
    method: LinkMethod = LinkMethod.STOCKING_LORD,
    *,
    keys: Sequence[str] | None = None,
    theta: Floats = NODES,
    weights: Floats | None = None,
    both_ways: bool = False,
) -> Link:
    """The scale that takes ``new`` to ``base``, by the common items or those with these ``keys``.

    Curves are compared at abilities ``theta`` of the base, with ``weights`` or as much at each; ``both_ways`` also
    compares those of the base on the scale of ``new``, where it weighs the same nodes.
    """
    pairs = common(new, base, keys)
    scale = _by_moments(pairs, method)
    if method in {LinkMethod.MEAN_MEAN, LinkMethod.MEAN_SIGMA}:
        return Link(scale, method, _keys(pairs), float("nan"))
    weighed = np.full(theta.size, 1.0 / theta.size) if weights is None else weights / weights.sum()
    apart = _by_item if method is LinkMethod.HAEBARA else _by_total

    def distances(x: Floats) -> Floats:
        trial = Scale(float(np.exp(x[0])), float(x[1]))
        found = [apart([(trial.item(one), other) for one, other in pairs], theta)]
        if both_ways:
            back = Scale(1.0 / trial.factor, -trial.shift / trial.factor)
            found.append(apart([(one, back.item(other)) for one, other in pairs], theta))
        return np.concatenate([(each * np.sqrt(weighed)).ravel() for each in found])

    start = np.array([np.log(scale.factor), scale.shift])
    best = optimize.least_squares(distances, start, xtol=1e-12, ftol=1e-14, gtol=1e-14)
    return Link(Scale(float(np.exp(best.x[0])), float(best.x[1])), method, _keys(pairs), 2.0 * float(best.cost))


Pairs = Sequence[tuple[ItemParameters, ItemParameters]]


def common(new: Calibration, base: Calibration, keys: Sequence[str] | None = None) -> Pairs:
    """Items that both have, with their parameters in ``new`` and ``base``."""
    shared = [each.item.key for each in new.items if each.item.key in base] if keys is None else list(keys)
    for key in shared:
        if key not in new or key not in base:
            raise UnknownItem(f"{key} is not in both calibrations, so it cannot link them.")
        one, other = new[key].item, base[key].item
        if (one.categories, one.model) != (other.categories, other.model):
            raise UnknownItem(f"{key} has another model or other categories in the two calibrations.")
    if not shared:
        raise NotIdentified("The two calibrations have no item in common; nothing links them.")
    return [(new[key], base[key]) for key in shared]


def _keys(pairs: Pairs) -> tuple[str, ...]:
    return tuple(one.item.key for one, _ in pairs)


def _by_moments(pairs: Pairs, method: LinkMethod) -> Scale:
    new = np.concatenate([difficulties(one) for one, _ in pairs])
    base = np.concatenate([difficulties(other) for _, other in pairs])
    if method is LinkMethod.MEAN_MEAN or new.size == 1:
        factor = float(np.mean([one.slope for one, _ in pairs]) / np.mean([other.slope for _, other in pairs]))
    else:
        factor = float(base.std() / new.std())
    return Scale(factor, float(base.mean() - factor * new.mean()))


def difficulties(parameters: ItemParameters) -> Floats:
    """Where each step of an item is half way; for partial credit, where one point more is as likely."""
    intercepts = np.array(parameters.intercepts)
    if parameters.item.model in {Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}:
        intercepts = np.diff(intercepts, prepend=0.0)
    return np.asarray(-intercepts / parameters.slope)


def _by_item(pairs: Pairs, theta: Floats) -> Floats:
    """How far the chances of points are apart: shape (items and points, abilities)."""
    return np.concatenate([(one.probabilities(theta) - other.probabilities(theta))[:, 1:].T for one, other in pairs])


def _by_total(pairs: Pairs, theta: Floats) -> Floats:
    """How far the expected totals are apart: shape (abilities,)."""
    apart = [expected_points(one, theta) - expected_points(other, theta) for one, other in pairs]
    return np.asarray(np.sum(apart, axis=0))


def expected_points(parameters: ItemParameters, theta: Floats) -> Floats:
    return np.asarray(parameters.probabilities(theta) @ np.arange(parameters.item.categories))
