"""Impact ratios: how often each group is chosen, measured by the group that is chosen most often.

As New York City asks of automated decisions on employment (Local Law 144 of 2021, 6 RCNY 5-300 to 5-304): for each
attribute alone and for their intersections; a group of less than 2 % may be left out, which is stated; people of whom
nothing is known are counted. Where there are scores instead of a choice, being chosen is a score above the median.
A ratio below four fifths is a sign of adverse impact in the Uniform Guidelines (29 CFR 1607.4 D), where the numbers are
not so small that chance alone would do: that is what ``chance`` says.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.audit.people import UNKNOWN, Attribute
from munera.engines.matching.errors import Malformed

LEAST_SHARE: Final = Fraction(2, 100)
FOUR_FIFTHS: Final = Fraction(4, 5)
SIGNIFICANT: Final = 0.05
EXACT_UP_TO: Final = 20_000
"""Chance is counted exactly (Fisher) up to so many people, and by the normal curve (two standard deviations) above."""


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table."""

    labels: tuple[str, ...]
    people: int
    chosen: int
    ratio: Fraction | None
    """The group's rate by that of the group with the highest; None where it is left out, or nobody is chosen."""
    chance: float | None
    """How often a difference from that group at least as great comes about where there is none; None as above."""
    left_out: bool
    """Whether it is so small that it is only stated."""

    @property
    def rate(self) -> Fraction:
        """How often somebody of the group is chosen."""
        return Fraction(self.chosen, self.people)

    @property
    def below_four_fifths(self) -> bool:
        return self.ratio is not None and self.ratio < FOUR_FIFTHS

    @property
    def is_adverse(self) -> bool:
        """Whether the ratio is below four fifths, and hardly by chance."""
        return self.below_four_fifths and self.chance is not None and self.chance < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Table:
    """The groups of one attribute, or of several together."""

    attributes: tuple[str, ...]
    groups: tuple[Group, ...]
    """Those with somebody in them, in the order of the labels."""
    unknown: int
    """Of how many people one of the attributes is not known; they are in no group."""
    unknown_chosen: int

    @property
    def left_out(self) -> tuple[Group, ...]:
        """What the summary must state."""
        return tuple(group for group in self.groups if group.left_out)


@dataclass(frozen=True, slots=True)
class Impact:
    """All tables of an audit: each attribute alone, then every two, and so on."""

    people: int
    chosen: int
    tables: tuple[Table, ...]

    @property
    def adverse(self) -> tuple[tuple[Table, Group], ...]:
        """Every group that is chosen too rarely, and hardly by chance."""
        return tuple((table, group) for table in self.tables for group in table.groups if group.is_adverse)


def impact(
    chosen: NDArray[np.bool_], attributes: Sequence[Attribute], *, least_share: Fraction = LEAST_SHARE
) -> Impact:
    """The tables of a run; every attribute has one code for each of its people."""
    if any(len(attribute.codes) != len(chosen) for attribute in attributes):
        raise Malformed("An attribute is not of the people of this run.")
    tables = tuple(
        _table(chosen, several, least_share)
        for count in range(1, len(attributes) + 1)
        for several in combinations(attributes, count)
    )
    return Impact(len(chosen), int(np.count_nonzero(chosen)), tables)


def above_median(scores: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Who has a score above that of the middle; of an even number the middle lies between two."""
    if not len(scores):
        return np.zeros(0, np.bool_)
    low, high = (len(scores) - 1) // 2, len(scores) // 2
    ordered = np.partition(scores, (low, high))
    above: NDArray[np.bool_] = 2 * scores > ordered[low] + ordered[high]
    return above


def _table(chosen: NDArray[np.bool_], attributes: Sequence[Attribute], least_share: Fraction) -> Table:
    cell = np.zeros(len(chosen), np.int64)
    known = np.ones(len(chosen), np.bool_)
    shape = tuple(len(attribute.labels) for attribute in attributes)
    for attribute, width in zip(attributes, shape, strict=True):
        cell *= width
        cell += attribute.codes
        known &= attribute.codes != UNKNOWN
    whole = math.prod(shape)
    cell[~known] = whole  # the last cell is of those of whom too little is known
    people = np.bincount(cell, minlength=whole + 1).tolist()
    taken = np.bincount(cell[chosen], minlength=whole + 1).tolist()
    sizes = {place: (people[place], taken[place]) for place in range(whole) if people[place]}
    enough = {
        place: Fraction(hits, count) for place, (count, hits) in sizes.items() if count >= least_share * len(chosen)
    }
    best = max(enough, key=lambda place: (enough[place], people[place]), default=None)
    return Table(
        attributes=tuple(attribute.name for attribute in attributes),
        groups=tuple(
            _group(
                tuple(
                    attribute.labels[code]
                    for attribute, code in zip(attributes, np.unravel_index(place, shape), strict=True)
                ),
                size,
                None if best is None else sizes[best],
                left_out=place not in enough,
            )
            for place, size in sizes.items()
        ),
        unknown=people[whole],
        unknown_chosen=taken[whole],
    )


def _group(labels: tuple[str, ...], size: tuple[int, int], best: tuple[int, int] | None, *, left_out: bool) -> Group:
    people, chosen = size
    if left_out or best is None or best[1] == 0:
        return Group(labels, people, chosen, None, None, left_out)
    ratio = Fraction(chosen * best[0], people * best[1])
    return Group(labels, people, chosen, ratio, 1.0 if size == best else chance(size, best), left_out)


def chance(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How often two groups, as people and chosen, differ at least so much where both are chosen alike."""
    people, chosen = one[0] + other[0], one[1] + other[1]
    if people <= EXACT_UP_TO:
        return _fisher(one, people, chosen)
    rate = chosen / people
    deviation = math.sqrt(rate * (1 - rate) * (1 / one[0] + 1 / other[0]))
    if deviation == 0:
        return 1.0
    return math.erfc(abs(one[1] / one[0] - other[1] / other[0]) / deviation / math.sqrt(2))


def _fisher(one: tuple[int, int], people: int, chosen: int) -> float:
    """The sum over all tables with these margins that are no likelier than the one that is there."""
    count, hits = one
    first, last = max(0, chosen - (people - count)), min(count, chosen)
    logs = [_log_choose(count, taken) + _log_choose(people - count, chosen - taken) for taken in range(first, last + 1)]
    here = logs[hits - first]
    # Equal tables differ in the last digits of their logarithms.
    rare = math.fsum(math.exp(log - here) for log in logs if log <= here + 1e-7)
    return min(rare * math.exp(here - _log_choose(people, chosen)), 1.0)


def _log_choose(many: int, few: int) -> float:
    return math.lgamma(many + 1) - math.lgamma(few + 1) - math.lgamma(many - few + 1)
