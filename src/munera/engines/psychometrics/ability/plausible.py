"""Plausible values: for each person some abilities drawn from what is plausible, given their answers.

A mean of estimates says too little of how unlike people are; drawn values say it rightly, for groups and not for one
person. R. J. Mislevy, "Randomization-based inference about latent variables from complex samples", Psychometrika 56
(1991).
"""

import numpy as np

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.ability.by_node import ROWS_AT_ONCE, Nodes
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Calibration, Floats
from munera.engines.psychometrics.numerics.nodes import Quadrature, enough
from munera.engines.psychometrics.responses.blocks import chunks
from munera.engines.psychometrics.responses.responses import Responses


def plausible_values(
    calibration: Calibration,
    responses: Responses,
    generator: np.random.Generator,
    draws: int = 5,
    *,
    quadrature: Quadrature | None = None,
) -> Floats:
    """Shape (draws, people)."""
    if draws < 1:
        raise Malformed("At least one value is drawn for each person.")
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    quadrature = quadrature or enough(responses.most_points)
    found = np.empty((draws, responses.count))
    for block in responses.blocks:
        form = responses.forms[block.form]
        chosen = [parameters[place] for place in form.items]
        apart = 2.0 * quadrature.limit / (quadrature.nodes - 1) * groups[block.group].standard_deviation
        nodes = Nodes(form, chosen, groups[block.group], quadrature)
        for part in chunks(block, ROWS_AT_ONCE):
            posterior = nodes.posterior(part.answers)
            risen = posterior.cumsum(axis=1)
            lot = generator.random((draws, len(part))) * risen[:, -1]
            for draw in range(draws):
                node = (risen < lot[draw][:, None]).sum(axis=1)
                # Anywhere about the node: what stands for a strip of abilities is spread over it.
                found[draw, part.places] = nodes.theta[node] + apart * (generator.random(len(part)) - 0.5)
    return found
