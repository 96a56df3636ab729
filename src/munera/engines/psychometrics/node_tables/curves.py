"""How the chance of each answer depends on ability, and how it changes with each parameter, for many items at once.

Items of one model and one number of categories are a batch. Their parameters are worked on as slope, intercepts and,
where the model has them, the logits of the lower and of the upper asymptote: shape (items, parameters).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats, Item, ItemParameters, Model

STEEPEST: Final = 30.0
"""No slope is taken for steeper: an item that a few people answered in perfect order has none that is likeliest."""
LEAST: Final = 1e-12
"""No answer is less likely than this: a logarithm is taken of it."""
_TIED: Final = frozenset({Model.ONE_PARAMETER, Model.PARTIAL_CREDIT})
_GUESSED: Final = frozenset({Model.THREE_PARAMETER, Model.FOUR_PARAMETER})


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Items that are worked on together."""

    model: Model
    categories: int
    places: NDArray[np.int64]
    """Where they stand in the pool."""

    @property
    def shares_slope(self) -> bool:
        """1PL and PCM: one slope for all their items of the pool."""
        return self.model in _TIED

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parameters of an item, in order."""
        return _names(self.model, self.categories)


@cache
def _names(model: Model, categories: int) -> tuple[str, ...]:
    intercepts = tuple(f"intercept_{number}" for number in range(1, categories))
    lower = ("lower",) if model in _GUESSED else ()
    upper = ("upper",) if model is Model.FOUR_PARAMETER else ()
    return ("slope", *intercepts, *lower, *upper)


def batches_of(items: Sequence[Item], places: Sequence[int]) -> tuple[Batch, ...]:
    """The items at these places, in batches."""
    kinds: dict[tuple[Model, int], list[int]] = {}
    for place in places:
        kinds.setdefault((items[place].model, items[place].categories), []).append(place)
    return tuple(Batch(model, categories, np.array(at)) for (model, categories), at in kinds.items())


def logistic(values: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


def curves(batch: Batch, parameters: Floats, theta: Floats) -> Floats:
    """The chance of each answer: shape (items, categories, abilities)."""
    return curves_and_slopes(batch, parameters, theta, with_slopes=False)[0]


def curves_and_slopes(
    batch: Batch, parameters: Floats, theta: Floats, *, with_slopes: bool = True
) -> tuple[Floats, Floats]:
    """The chances, and their derivatives by each parameter: shape (items, parameters, categories, abilities)."""
    if batch.model in {Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}:
        return _summed(parameters, theta, with_slopes=with_slopes)
    if batch.model is Model.GRADED_RESPONSE:
        return _graded(parameters, theta, with_slopes=with_slopes)
    return _right_or_wrong(batch, parameters, theta, with_slopes=with_slopes)


_NONE: Final[Floats] = np.empty(0)


def _right_or_wrong(batch: Batch, parameters: Floats, theta: Floats, *, with_slopes: bool) -> tuple[Floats, Floats]:
    knows = logistic(parameters[:, :1] * theta + parameters[:, 1:2])
    lower, upper = asymptotes(batch, parameters)
    lower, upper = lower[:, None], upper[:, None]
    right = np.clip(lower + (upper - lower) * knows, LEAST, 1.0 - LEAST)
    chances = np.stack((1.0 - right, right), axis=1)
    if not with_slopes:
        return chances, _NONE
    steep = (upper - lower) * knows * (1.0 - knows)
    slopes = [steep * theta, steep]
    if "lower" in batch.names:
        slopes.append((1.0 - knows) * lower * (1.0 - lower))
    if "upper" in batch.names:
        slopes.append(knows * upper * (1.0 - upper))
    of_right = np.stack(slopes, axis=1)
    return chances, np.stack((-of_right, of_right), axis=2)


def asymptotes(batch: Batch, parameters: Floats) -> tuple[Floats, Floats]:
    """The lower and the upper one of each item."""
    names, ones = batch.names, np.ones(len(parameters))
    lower = logistic(parameters[:, names.index("lower")]) if "lower" in names else 0.0 * ones
    upper = logistic(parameters[:, names.index("upper")]) if "upper" in names else ones
    return lower, upper


def _summed(parameters: Floats, theta: Floats, *, with_slopes: bool) -> tuple[Floats, Floats]:
    points = np.arange(parameters.shape[1])
    starts = np.concatenate((np.zeros((len(parameters), 1)), parameters[:, 1:]), axis=1)
    exponents = starts[:, :, None] + parameters[:, :1, None] * points[:, None] * theta
    exponents -= exponents.max(axis=1, keepdims=True)
    chances = np.exp(exponents)
    chances /= chances.sum(axis=1, keepdims=True)
    chances = np.maximum(chances, LEAST)
    if not with_slopes:
        return chances, _NONE
    expected = np.einsum("icq,c->iq", chances, points)
    by_slope = chances * (points[:, None] - expected[:, None, :]) * theta
    same = np.eye(len(points))[1:]
    by_intercept = chances[:, None] * (same[None, :, :, None] - chances[:, 1:, None, :])
    return chances, np.concatenate((by_slope[:, None], by_intercept), axis=1)


def _graded(parameters: Floats, theta: Floats, *, with_slopes: bool) -> tuple[Floats, Floats]:
    at_least = logistic(parameters[:, :1, None] * theta + parameters[:, 1:, None])
    edges = np.pad(at_least, ((0, 0), (1, 1), (0, 0)))
    edges[:, 0] = 1.0
    chances = np.maximum(edges[:, :-1] - edges[:, 1:], LEAST)
    if not with_slopes:
        return chances, _NONE
    steep = np.pad(at_least * (1.0 - at_least), ((0, 0), (1, 1), (0, 0)))
    by_slope = (steep[:, :-1] - steep[:, 1:]) * theta
    categories = parameters.shape[1]
    by_intercept = np.zeros((len(parameters), categories - 1, categories, theta.size))
    for edge in range(1, categories):
        by_intercept[:, edge - 1, edge] = steep[:, edge]
        by_intercept[:, edge - 1, edge - 1] = -steep[:, edge]
    return chances, np.concatenate((by_slope[:, None], by_intercept), axis=1)


def are_in_order(batch: Batch, parameters: Floats) -> NDArray[np.bool_]:
    """Which items have parameters that make sense: graded intercepts fall, the lower asymptote is below the upper."""
    finite = np.isfinite(parameters).all(axis=1)
    if batch.model is Model.GRADED_RESPONSE:
        return np.asarray(finite & (np.diff(parameters[:, 1:], axis=1) < 0.0).all(axis=1))
    lower, upper = asymptotes(batch, parameters) if batch.model.has_one_intercept else (0.0, 1.0)
    return np.asarray(finite & (lower < upper))


def worked_on(batch: Batch, parameters: ItemParameters) -> Floats:
    """The parameters of an item as they are worked on."""
    row = [parameters.slope, *parameters.intercepts]
    row += [_logit(value) for value in (parameters.lower, parameters.upper)][: len(batch.names) - len(row)]
    return np.array(row)


def told(batch: Batch, item: Item, row: Floats, errors: Mapping[str, float], answers: int) -> ItemParameters:
    """The parameters of an item as they are told to others."""
    lower, upper = asymptotes(batch, row[None, :]) if batch.model.has_one_intercept else (np.zeros(1), np.ones(1))
    intercepts = tuple(float(value) for value in row[1 : batch.categories])
    return ItemParameters(item, float(row[0]), intercepts, float(lower[0]), float(upper[0]), errors, answers)


def scales(batch: Batch, parameters: Floats) -> Floats:
    """How much each told parameter changes with the one worked on: 1, but for the asymptotes."""
    changes = np.ones_like(parameters)
    lower, upper = asymptotes(batch, parameters) if batch.model.has_one_intercept else (_NONE, _NONE)
    for name, value in (("lower", lower), ("upper", upper)):
        if name in batch.names:
            changes[:, batch.names.index(name)] = value * (1.0 - value)
    return changes


def _logit(value: float) -> float:
    inside = min(max(value, LEAST), 1.0 - LEAST)
    return float(np.log(inside / (1.0 - inside)))
