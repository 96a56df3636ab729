"""The abilities of many people."""

import numpy as np

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.ability.by_scalar import Lookup, values_of
from munera.engines.psychometrics.ability.one_by_one import estimated
from munera.engines.psychometrics.calibration.calibrate import SCALAR
from munera.engines.psychometrics.model import Calibration, Method, Scores
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses.responses import Responses


def score(
    calibration: Calibration,
    responses: Responses,
    method: Method = Method.EAP,
    *,
    quadrature: Quadrature = USUAL,
) -> Scores:
    """An ability and its standard error for each person, in the order of their answers.

    Raises ``UnknownItem`` where an item or a group was not calibrated.
    """
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    found = np.empty((2, responses.count))
    lookups: dict[tuple[int, int], Lookup] = {}
    values = values_of(parameters, groups)
    for block in responses.blocks:
        form = responses.forms[block.form]
        chosen = [parameters[place] for place in form.items]
        if not form.has_gaps and all(each.item.model in SCALAR for each in chosen):
            at = block.form, block.group
            if at not in lookups:
                lookups[at] = Lookup(form, block.group, values, method, quadrature)
            found[:, block.places] = lookups[at](block.answers)
        else:
            table = form.unpacked(block.answers)
            found[:, block.places] = estimated(table, chosen, groups[block.group], method, quadrature)
    return Scores(method, found[0], found[1], calibration.digest)
