"""Who stands at the top of a ranking, measured by who is qualified at all.

Skew at *k* and the normalised discounted divergence of Geyik, Ambler and Kenthapadi, "Fairness-Aware Ranking in Search
and Recommendation Systems" (KDD 2019). The measure is the pool of those who pass every hard rule, not the population:
what a ranking adds to it is what the ranking answers for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.audit.people import UNKNOWN, Attribute
from munera.engines.matching.errors import Malformed


@dataclass(frozen=True, slots=True)
class Skew:
    """One group among the first ``top``."""

    label: str
    top: int
    people: int
    """How many of the group are among them."""
    skew: float
    """The logarithm of its share there by its share in the pool: 0 where they are equal, -inf where nobody is there."""


@dataclass(frozen=True, slots=True)
class Representation:
    """How the groups of a pool come out in a ranking of it."""

    attribute: str
    skews: tuple[Skew, ...]
    ndkl: float
    """0 where every beginning of the ranking is made up as the pool is; the beginning counts most."""
    unknown: int
    """How many of the pool are not known; the ranking is measured without them."""


def representation(ranking: NDArray[np.int64], pool: Attribute, *, tops: Sequence[int]) -> Representation:
    """``ranking`` has the places in the pool of those who are ranked, the best first."""
    known = pool.codes[pool.codes != UNKNOWN]
    if len(ranking) and not 0 <= ranking.min() <= ranking.max() < len(pool.codes):
        raise Malformed("The ranking has somebody who is not in the pool.")
    codes = pool.codes[ranking]
    codes = codes[codes != UNKNOWN]
    shares = np.bincount(known, minlength=len(pool.labels)) / max(len(known), 1)
    there = np.flatnonzero(shares)
    counts = np.cumsum(codes[:, None] == there[None, :], axis=0)
    skews = tuple(
        Skew(pool.labels[group], top, int(counts[top - 1, column]), _log(counts[top - 1, column] / top / shares[group]))
        for top in tops
        if 0 < top <= len(codes)
        for column, group in enumerate(there)
    )
    unknown = int(np.count_nonzero(pool.codes == UNKNOWN))
    return Representation(pool.name, skews, _ndkl(counts, shares[there]), unknown)


def _ndkl(counts: NDArray[np.int64], shares: NDArray[np.float64]) -> float:
    if not len(counts):
        return 0.0
    place = np.arange(1, len(counts) + 1)
    top = counts / place[:, None]
    divergence = np.where(top > 0, top * np.log(np.where(top > 0, top, 1) / shares), 0).sum(axis=1)
    weight = 1 / np.log2(place + 1)
    return float((divergence * weight).sum() / weight.sum())


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf
