"""The abilities of many people."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.ability.by_node import Nodes
from munera.engines.psychometrics.ability.by_scalar import Lookup, values_of
from munera.engines.psychometrics.ability.one_by_one import estimated
from munera.engines.psychometrics.calibration.calibrate import SCALAR
from munera.engines.psychometrics.model import MISSING, Calibration, Floats, Method, Scores
from munera.engines.psychometrics.numerics.nodes import Quadrature, enough
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.responses import Responses

WORTH_A_TABLE: Final = 150
"""So many people with one form are sooner looked up in a table than reckoned one by one."""


def score(
    calibration: Calibration,
    responses: Responses,
    method: Method = Method.EAP,
    *,
    quadrature: Quadrature | None = None,
) -> Scores:
    """An ability and its standard error for each person, in the order of their answers.

    Raises ``UnknownItem`` where an item or a group was not calibrated.
    """
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    quadrature = quadrature or enough(responses.most_points)
    found = np.empty((2, responses.count))
    values = values_of(parameters, groups)
    ordered = sorted(responses.blocks, key=lambda block: (block.group, block.form))
    rest: list[Block] = []
    for (group, number), same in groupby(ordered, key=lambda block: (block.group, block.form)):
        form, alike = responses.forms[number], list(same)
        by_scalar = not form.has_gaps and all(parameters[place].item.model in SCALAR for place in form.items)
        estimate: Callable[[NDArray[np.uint8]], Floats] | None = None
        if sum(len(block) for block in alike) >= WORTH_A_TABLE:
            if by_scalar:
                estimate = Lookup(form, group, values, method, quadrature)
            elif method is Method.EAP:
                chosen = [parameters[place] for place in form.items]
                estimate = Nodes(form, chosen, groups[group], quadrature).estimated
        if estimate is not None:
            for block in alike:
                found[:, block.places] = estimate(block.answers)
        else:
            rest += alike
    for group, same in groupby(rest, key=lambda block: block.group):
        alike = list(same)
        table = _table(alike, responses)
        estimates = estimated(table, parameters, groups[group], method, quadrature)
        begin = 0
        for block in alike:
            found[:, block.places] = estimates[:, begin : begin + len(block)]
            begin += len(block)
    return Scores(method, found[0], found[1], calibration.digest)


def _table(blocks: Sequence[Block], responses: Responses) -> NDArray[np.int8]:
    """The answers of some blocks, one after the other, with a column for each item."""
    table = np.full((sum(len(block) for block in blocks), len(responses.items)), MISSING, np.int8)
    begin = 0
    for block in blocks:
        form = responses.forms[block.form]
        table[begin : begin + len(block), form.items] = form.unpacked(block.answers)
        begin += len(block)
    return table
