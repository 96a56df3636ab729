"""lz*: whether somebody's answers are as likely as those of others of the same ability.

T. A. B. Snijders (2001) for right and wrong, S. Sinharay (2016) for several points: the score is an estimate itself,
and answers look more orderly than they are unless that is taken into account.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.ability.curves import curves
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters, Method, Scores
from munera.engines.psychometrics.responses.blocks import chunks
from munera.engines.psychometrics.responses.responses import Responses

TINY: Final = 1e-300
ROWS_AT_ONCE: Final = 1 << 13
LEVEL: Final = 0.01


@dataclass(frozen=True, slots=True)
class PersonFit:
    """Of each person, in the order of their answers; no number for those without a finite score."""

    lz: Floats
    """Standard normal if the model is true; far below 0, easy items went wrong and hard ones right."""
    p_value: Floats
    """How often somebody of that ability has answers as unlikely."""

    @property
    def is_unusual(self) -> NDArray[np.bool_]:
        """One or two in a hundred are so by chance: a reason to look again, none to accuse."""
        return np.asarray(self.p_value < LEVEL)


def person_fit(calibration: Calibration, responses: Responses, scores: Scores) -> PersonFit:
    """For scores by ML, WLE or MAP: only of these is known how they lean on the answers."""
    if scores.method is Method.EAP:
        raise Malformed("Person fit wants scores by ML, WLE or MAP; score these answers by one of them.")
    if scores.theta.size != responses.count:
        raise Malformed(f"{scores.theta.size} scores stand beside {responses.count} people; score these answers first.")
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    lz = np.full(responses.count, np.nan)
    for block in responses.blocks:
        form, group = responses.forms[block.form], groups[block.group]
        for part in chunks(block, ROWS_AT_ONCE):
            places = np.arange(responses.count)[part.places]
            finite = np.isfinite(scores.theta[places])
            places, table = places[finite], form.unpacked(part.answers)[finite]
            theta = scores.theta[places]
            sums = np.zeros((5, len(theta)))
            for column, item in enumerate(form.items):
                sums += _sums_of(parameters[item], theta, table[:, column])
            unlikely, fisher, warm, by_log, log_variance = sums
            lean = np.zeros(len(theta))
            if scores.method is Method.MAP:
                lean = (group.mean - theta) / group.standard_deviation**2
            elif scores.method is Method.WLE:
                lean = warm / (2.0 * fisher)
            slope = by_log / fisher
            variance = log_variance - slope * by_log
            with np.errstate(divide="ignore", invalid="ignore"):
                lz[places] = (unlikely + slope * lean) / np.sqrt(variance)
    return PersonFit(lz, np.asarray(stats.norm.cdf(lz)))


def _sums_of(parameters: ItemParameters, theta: Floats, answers: NDArray[np.int8]) -> Floats:
    """What an item adds, 0 where the answer is missing: shape (5, people).

    How much likelier the answer is than one expects, as a logarithm; Fisher's information; Warm's correction; how the
    logarithm goes along with the derivative; and its variance.
    """
    known = curves(parameters, theta)
    logs = np.log(np.maximum(known.chances, TINY))
    expected = (known.chances * logs).sum(axis=1)
    given = np.take_along_axis(logs, np.maximum(answers, 0).astype(np.int64)[:, None], axis=1)[:, 0]
    variance = (known.chances * logs**2).sum(axis=1) - expected**2
    by_log = (known.slopes * logs).sum(axis=1)
    found = np.stack((given - expected, known.information, known.warm, by_log, variance))
    return np.where(answers >= 0, found, 0.0)
