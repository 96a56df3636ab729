"""Items as they were looked at before there were models: shares, correlations, options, and keys that may be wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import MalformedResponses, NotIdentified
from munera.engines.psychometrics.model import MISSING, Floats
from munera.engines.psychometrics.responses.responses import Responses

TAIL: Final = 0.27
"""T. L. Kelley (1939): the upper and the lower 27 % tell most, if abilities are normal."""
ROWS_AT_ONCE: Final = 1 << 15
LEAST_SHARE: Final = 0.05
SURELY: Final = 3.0
"""A correlation is taken for one that is not there by chance from so many of its standard errors on."""


@dataclass(frozen=True, slots=True)
class ClassicalItem:
    """One item."""

    key: str
    answers: int
    """People who were asked it and gave an answer."""
    p_value: float
    """The mean share of its points: difficulty, where 1 is easy."""
    item_rest: float
    """Correlation of its points with the share of points in all other items that somebody was asked; no number where
    everybody has the same."""
    upper_lower: float
    """Share of points of the best 27 %, less that of the worst 27 %, by the same share in all items."""
    alpha_without: float
    """Cronbach's alpha of all other items: higher than that of all where the item does more harm than good."""


@dataclass(frozen=True, slots=True)
class ClassicalStatistics:
    """All items, and the examination."""

    items: tuple[ClassicalItem, ...]
    alpha: float
    """Cronbach's: the share of the variance of totals that is no error, or less than it. No number where some pair of
    items was put before nobody."""


def classical_statistics(responses: Responses) -> ClassicalStatistics:
    """Of all items, by weight. Missing answers count for nothing: somebody is seen by what they were asked."""
    if responses.count < 2:
        raise NotIdentified("Items are compared among people; at least two are wanted.")
    table = responses.table()
    weights = np.ones(len(table)) if responses.weights is None else responses.weights
    most = np.array([item.categories - 1.0 for item in responses.items])
    total, asked, covariance = _totals(table, most, weights)
    found = []
    for place, item in enumerate(responses.items):
        has = table[:, place] != MISSING
        points, weighed = table[has, place].astype(np.float64), weights[has]
        own = points / most[place]
        with np.errstate(invalid="ignore", divide="ignore"):
            rest = (total[has] - points) / (asked[has] - most[place])
            share = total[has] / asked[has]
        upper, lower = _tails(share, weighed)
        others = np.arange(len(most)) != place
        found.append(
            ClassicalItem(
                item.key,
                int(has.sum()),
                _mean(own, weighed),
                _correlation(own, rest, weighed),
                _mean(own, upper) - _mean(own, lower),
                _alpha(covariance[np.ix_(others, others)]),
            )
        )
    return ClassicalStatistics(tuple(found), _alpha(covariance))


def _totals(table: NDArray[np.int8], most: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each person the points and how many could be had; of each pair of items, among those who answered both, the
    covariance."""
    total, asked = np.empty(len(table)), np.empty(len(table))
    people, firsts, products = np.zeros((3, len(most), len(most)))
    for begin in range(0, len(table), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        there = (table[part] != MISSING).astype(np.float64)
        points = table[part] * there
        total[part], asked[part] = points.sum(axis=1), there @ most
        weighed = points * weights[part, None]
        people += (there * weights[part, None]).T @ there
        firsts += weighed.T @ there
        products += weighed.T @ points
    with np.errstate(invalid="ignore", divide="ignore"):
        means = firsts / people
        return total, asked, products / people - means * means.T


def _alpha(covariance: Floats) -> float:
    items, total = len(covariance), float(covariance.sum())
    if items < 2 or not total > 0.0:
        return float("nan")
    return float(items / (items - 1) * (1.0 - np.trace(covariance) / total))


def _mean(values: Floats, weights: Floats) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else float("nan")


def _correlation(one: Floats, other: Floats, weights: Floats) -> float:
    there = np.isfinite(other)
    one, other, weights = one[there], other[there], weights[there]
    if not weights.sum() > 0:
        return float("nan")
    one, other = one - _mean(one, weights), other - _mean(other, weights)
    spread = float((weights @ one**2) * (weights @ other**2))
    return float(weights @ (one * other) / np.sqrt(spread)) if spread > 1e-20 else float("nan")


def _tails(scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """How much each person belongs to the best and to the worst; people of one score alike."""
    return _lowest(-scores, weights), _lowest(scores, weights)


def _lowest(scores: Floats, weights: Floats) -> Floats:
    _, place = np.unique(scores, return_inverse=True)
    people = np.bincount(place, weights)
    before = np.cumsum(people) - people
    belongs = np.clip((TAIL * people.sum() - before) / np.maximum(people, 1e-300), 0.0, 1.0)
    return np.asarray(belongs[place] * weights)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that an item of multiple choice offers."""

    name: str
    is_key: bool
    people: int
    share: float
    """Of those who answered."""
    rest_score: float
    """The mean share of right answers in the other items, of those who chose it."""
    correlation: float
    """Of choosing it with that share: positive for a key, negative for a distractor that works."""
    upper: float
    """How many of the best 27 % chose it."""
    lower: float
    """How many of the worst 27 % chose it."""


@dataclass(frozen=True, slots=True)
class OptionTable:
    """The options of one item."""

    key: str
    options: tuple[Option, ...]
    """The key first, then by how many chose them."""
    suspected: str
    """A distractor that behaves like the key: the better somebody is, the likelier they choose it, beyond chance and
    more so than the key. Empty where there is none. A person looks at the item; nothing is changed by itself."""

    @property
    def is_key_suspected_wrong(self) -> bool:
        return bool(self.suspected)


def option_tables(
    choices: Sequence[Sequence[str]] | NDArray[np.str_], keys: Sequence[str], items: Sequence[str]
) -> tuple[OptionTable, ...]:
    """Of all items: ``choices`` has a row for each person and "" where an answer is missing; ``keys`` are right."""
    table = np.asarray(choices, dtype=np.str_)
    if table.ndim != 2 or table.shape[1] != len(items) or len(keys) != len(items):
        raise MalformedResponses("", f"choices have a column, and keys an entry, for each of the {len(items)} items.")
    right, there = table == np.asarray(keys), table != ""
    total, asked = right.sum(axis=1), there.sum(axis=1)
    found = []
    for place, name in enumerate(items):
        has = there[:, place]
        rest = (total - right[:, place])[has], (asked - 1)[has]
        found.append(_options(name, table[has, place], keys[place], *rest))
    return tuple(found)


def _options(
    item: str, chosen: NDArray[np.str_], key: str, right: NDArray[np.int64], asked: NDArray[np.int64]
) -> OptionTable:
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = right / asked
    ones = np.ones(len(chosen))
    upper, lower = _tails(np.nan_to_num(rest), ones)
    found = []
    for name in {key, *chosen.tolist()}:
        has = (chosen == name).astype(np.float64)
        people = int(has.sum())
        correlation = _correlation(has, rest, ones)
        share = _mean(has, ones)
        found.append(
            Option(
                name, name == key, people, share, _mean(np.nan_to_num(rest), has), correlation,
                _mean(has, upper), _mean(has, lower),
            )
        )  # fmt: skip
    found.sort(key=lambda option: (not option.is_key, -option.people, option.name))
    return OptionTable(item, tuple(found), _suspected(found, len(chosen)))


def _suspected(options: Sequence[Option], people: int) -> str:
    of_key = options[0].correlation if np.isfinite(options[0].correlation) else -1.0
    like_keys = [
        option
        for option in options[1:]
        if option.share >= LEAST_SHARE and option.correlation > of_key and option.correlation * np.sqrt(people) > SURELY
    ]
    return max(like_keys, key=lambda option: option.correlation).name if like_keys else ""
