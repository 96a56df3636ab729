"""The odds of a right answer in two groups, compared among people of the same total.

N. Mantel and W. Haenszel (1959); P. W. Holland and D. T. Thayer, "Differential item performance and the Mantel–Haenszel
procedure" (1988); the classes are those of R. Zwick, "A review of ETS differential item functioning assessment
procedures", ETS RR-12-08 (2012); the variance is that of J. Robins, N. Breslow and S. Greenland (1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from munera.engines.psychometrics.bias.kinds import BiasClass, two_groups
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.responses.responses import Responses
from munera.engines.psychometrics.tallies import Tally, tallied

DELTA: Final = -2.35
"""Turns the logarithm of odds into the delta scale of ETS, on which 1 is a small difference and 1.5 a large one."""
SMALL, LARGE = 1.0, 1.5
LEVEL: Final = 0.05


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """What the comparison says of one item."""

    key: str
    odds_ratio: float
    """Common over totals: above 1 where it is easier for the reference group than for the focal group."""
    delta: float
    """The same as ETS tells it: negative where it is harder for the focal group."""
    standard_error: float
    """Of ``delta``."""
    chi_squared: float
    """With one degree of freedom, corrected for continuity."""
    p_value: float
    people: tuple[int, int]
    """In the reference and the focal group, with this item and a total that somebody of both groups has."""
    bias: BiasClass


def mantel_haenszel(
    responses: Responses, reference: str, focal: str, *, purified: bool = False
) -> tuple[MantelHaenszel, ...]:
    """Of all items. People are matched within their form, by the points in all of it.

    ``purified`` matches a second time, by the items that showed no bias at first, and the item itself.
    """
    groups = two_groups(responses, reference, focal)
    first = _compared(responses, groups, None, range(len(responses.items)))
    if not purified:
        return first
    clean = np.array([each.bias is BiasClass.A for each in first])
    if not clean.any():
        raise NotIdentified("Every item shows bias, so none is left to match people by; look at the groups first.")
    unflagged = np.flatnonzero(clean).tolist()
    again = {each.key: each for each in _compared(responses, groups, clean, unflagged)}
    for place in np.flatnonzero(~clean).tolist():
        with_itself = clean.copy()
        with_itself[place] = True
        (one,) = _compared(responses, groups, with_itself, [place])
        again[one.key] = one
    return tuple(again[item.key] for item in responses.items)


def _compared(
    responses: Responses, groups: tuple[int, int], counted: NDArray[np.bool_] | None, places: Sequence[int]
) -> tuple[MantelHaenszel, ...]:
    tallies = tallied(responses, counted)
    found = []
    for place in places:
        strata = [
            _strata(tally, tally.form.items.index(place), groups) for tally in tallies if place in tally.form.items
        ]
        key = responses.items[place].key
        table = np.concatenate(strata, axis=2) if strata else np.zeros((2, 2, 0))
        found.append(_told(key, table[:, :, (table.sum(axis=1) > 0).all(axis=0)]))
    return tuple(found)


def _strata(tally: Tally, at: int, groups: tuple[int, int]) -> Floats:
    """People by group, answer and total: shape (2, 2, totals)."""
    return np.stack([tally.counts[group, at, :2] for group in groups])


def _told(key: str, table: Floats) -> MantelHaenszel:
    (a_wrong, a), (c_wrong, c) = table
    total = table.sum(axis=(0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        agree, disagree = a * c_wrong / total, a_wrong * c / total
        odds_ratio = float(agree.sum() / disagree.sum()) if disagree.sum() > 0 else float("nan")
        expected = (a + a_wrong) * (a + c) / total
        spread = (a + a_wrong) * (c + c_wrong) * (a + c) * (a_wrong + c_wrong) / (total**2 * (total - 1.0))
    variance = float(np.where(total > 1.0, spread, 0.0).sum())
    if not (variance > 0.0 and odds_ratio > 0.0):
        raise NotIdentified(f"{key} cannot be compared: in no total do both groups have right and wrong answers.")
    chi_squared = max(abs(float((a - expected).sum())) - 0.5, 0.0) ** 2 / variance
    p_value = float(stats.chi2.sf(chi_squared, 1))
    delta, error = DELTA * float(np.log(odds_ratio)), abs(DELTA) * _error_of_log(a, a_wrong, c, c_wrong)
    people = (round(float(table[0].sum())), round(float(table[1].sum())))
    kind = _class(delta, error, p_value)
    return MantelHaenszel(key, odds_ratio, delta, error, chi_squared, p_value, people, kind)


def _error_of_log(a: Floats, b: Floats, c: Floats, d: Floats) -> float:
    total = a + b + c + d
    agree, disagree = a * d / total, b * c / total
    likely, unlikely = (a + d) / total, (b + c) / total
    sums = agree.sum(), disagree.sum()
    variance = (
        (likely * agree).sum() / (2 * sums[0] ** 2)
        + (likely * disagree + unlikely * agree).sum() / (2 * sums[0] * sums[1])
        + (unlikely * disagree).sum() / (2 * sums[1] ** 2)
    )
    return float(np.sqrt(variance))


def _class(delta: float, error: float, p_value: float) -> BiasClass:
    if abs(delta) < SMALL or p_value >= LEVEL:
        return BiasClass.A
    surely_above = (abs(delta) - SMALL) / error > float(stats.norm.isf(LEVEL))
    return BiasClass.C if abs(delta) >= LARGE and surely_above else BiasClass.B
