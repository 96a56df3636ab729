"""S-X²: the shares of right answers among people of each total, beside those that the model expects there.

M. Orlando and D. Thissen (2000, 2003); for several points T. Kang and T. T. Chen (2008).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters, Model
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses.responses import Responses
from munera.engines.psychometrics.tallies import Tally, tallied

LEAST_EXPECTED: Final = 1.0
"""People in a cell; cells with fewer are joined to their neighbour toward the middle."""
_SHARED: Final = frozenset({Model.ONE_PARAMETER, Model.PARTIAL_CREDIT})


@dataclass(frozen=True, slots=True)
class ItemFit:
    """One item, by those who answered the whole of the form on which most were asked it."""

    key: str
    chi_squared: float
    degrees_of_freedom: int
    """Cells that can differ, less the parameters of the item; 0 where the form is too short to tell."""
    p_value: float
    """How often chance alone makes as much of a difference; no number without degrees of freedom."""
    rmsea: float
    """The difference beyond chance, for each degree of freedom: it does not grow with the number of people."""
    people: int


def item_fit(calibration: Calibration, responses: Responses, *, quadrature: Quadrature = USUAL) -> tuple[ItemFit, ...]:
    """Of each item that stands on a form without answers left out."""
    parameters = parameters_of(calibration, responses.items)
    groups = groups_of(calibration, responses)
    tallies = [tally for tally in tallied(responses) if not tally.form.has_gaps]
    found: dict[int, ItemFit] = {}
    for tally in sorted(tallies, key=lambda each: -float(each.people.sum())):
        missing = [place for place in tally.form.items if place not in found]
        if not missing:
            continue
        people = tally.people.sum(axis=1)
        theta = np.concatenate([group.mean + group.standard_deviation * quadrature.standard for group in groups])
        weights = np.outer(people / people.sum(), np.exp(quadrature.log_weights)).ravel()
        asked = [parameters[place] for place in tally.form.items]
        form = _Form(asked, [each.probabilities(theta).T for each in asked], weights, tally)
        for place in missing:
            found[place] = _fit(form, tally.form.items.index(place), _free_parameters(parameters[place], calibration))
    return tuple(found[place] for place in sorted(found))


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """A form, and what is known of its items at some abilities."""

    parameters: Sequence[ItemParameters]
    chances: Sequence[Floats]
    """Of each item: shape (categories, abilities)."""
    weights: Floats
    """Of the abilities."""
    tally: Tally


def _fit(form: _Form, at: int, free_parameters: int) -> ItemFit:
    item = form.parameters[at].item
    seen = form.tally.counts[:, at, : item.categories].sum(axis=0)
    rest = totals_of([chance for place, chance in enumerate(form.chances) if place != at], form.weights.size)
    joint = np.zeros(seen.shape)
    for points, chance in enumerate(form.chances[at]):
        joint[points, points : points + len(rest)] = (rest * chance) @ form.weights
    people = seen.sum(axis=0)
    expected = joint / np.maximum(joint.sum(axis=0), 1e-300) * people
    # Nobody's answer can differ among those who have no point, or all of them.
    cells = _joined(seen[:, 1:-1], expected[:, 1:-1])
    chi_squared = sum(float(((seen_in - hoped) ** 2 / hoped).sum()) for seen_in, hoped in cells)
    free = sum(len(hoped) - 1 for _, hoped in cells) - free_parameters
    count = float(people.sum())
    if free <= 0:
        return ItemFit(item.key, chi_squared, 0, float("nan"), float("nan"), round(count))
    rmsea = float(np.sqrt(max(chi_squared - free, 0.0) / (free * count)))
    return ItemFit(item.key, chi_squared, free, float(stats.chi2.sf(chi_squared, free)), rmsea, round(count))


def totals_of(chances: Sequence[Floats], nodes: int) -> Floats:
    """The chance of each total at each ability, after Lord and Wingersky: shape (totals, abilities)."""
    totals = np.ones((1, nodes))
    for chance in chances:
        longer = np.zeros((len(totals) + len(chance) - 1, nodes))
        for points, of_points in enumerate(chance):
            longer[points : points + len(totals)] += totals * of_points
        totals = longer
    return totals


def _free_parameters(parameters: ItemParameters, calibration: Calibration) -> int:
    own = sum(key == parameters.item.key for key, _ in calibration.free)
    if own or parameters.item.model in _SHARED:
        return own
    if calibration.free:
        return 0
    asymptotes = {Model.THREE_PARAMETER: 1, Model.FOUR_PARAMETER: 2}.get(parameters.item.model, 0)
    return 1 + len(parameters.intercepts) + asymptotes


Cells = list[tuple[Floats, Floats]]


def _joined(seen: Floats, expected: Floats) -> Cells:
    """Rows of cells with enough people in each: what was seen, and what is expected.

    Right and wrong are joined with those of neighbouring totals; of several points, neighbouring ones are joined.
    """
    totals = range(seen.shape[1])
    if len(seen) == 2:
        return _neighbours_joined([(seen[:, total], expected[:, total]) for total in totals])
    rows = []
    for total in totals:
        possible = np.flatnonzero(expected[:, total] > 0.0)
        row = [(seen[[points], total], expected[[points], total]) for points in possible]
        joined = _neighbours_joined(row)
        if len(joined) > 1:
            rows.append((np.concatenate([each[0] for each in joined]), np.concatenate([each[1] for each in joined])))
    return rows


def _neighbours_joined(cells: Cells) -> Cells:
    """From both ends toward the middle."""
    middle = len(cells) // 2
    low, high = _carried(cells[:middle]), _carried(cells[middle:][::-1])[::-1]
    both = [*low, *high]
    poor = [number for number, (_, hoped) in enumerate(both) if hoped.min() < LEAST_EXPECTED]
    while poor and len(both) > 1:
        at = poor[0]
        to = at + 1 if at + 1 < len(both) else at - 1
        both[to] = (both[to][0] + both[at][0], both[to][1] + both[at][1])
        del both[at]
        poor = [number for number, (_, hoped) in enumerate(both) if hoped.min() < LEAST_EXPECTED]
    return [] if poor else both


def _carried(cells: Cells) -> Cells:
    found: Cells = []
    carried: tuple[Floats, Floats] | None = None
    for seen, hoped in cells:
        one = (seen, hoped) if carried is None else (seen + carried[0], hoped + carried[1])
        carried = one if one[1].min() < LEAST_EXPECTED else None
        if carried is None:
            found.append(one)
    return found if carried is None else [*found, carried]
