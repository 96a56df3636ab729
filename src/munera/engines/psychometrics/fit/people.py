"""lz*: whether somebody's answers are as likely as those of others of the same ability.

T. A. B. Snijders (2001) for right and wrong, S. Sinharay (2016) for several points: the score is an estimate itself,
and answers look more orderly than they are unless that is taken into account. Few items make lz* skewed: it lies far
below 0 more often than a normal curve says. Its third moment is a sum over items too, so how often answers are as
unlikely is read from the gamma density with that skewness, as I. W. Molenaar and H. Hoijtink (1990) did for lz.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from munera.engines.psychometrics.ability.asked import groups_of, parameters_of
from munera.engines.psychometrics.ability.curves import curves
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Calibration, Floats, ItemParameters, Method, Scores
from munera.engines.psychometrics.responses.blocks import chunks
from munera.engines.psychometrics.responses.responses import Responses

TINY: Final = 1e-300
ROWS_AT_ONCE: Final = 1 << 13
LEVEL: Final = 0.01
LEAST_SKEWED: Final = 1e-4
"""Less skewed than this, a density is the normal one, in every digit that counts."""


@dataclass(frozen=True, slots=True)
class PersonFit:
    """Of each person, in the order of their answers; no number for those without a finite score."""

    lz: Floats
    """Of mean 0 and deviation 1 if the model is true; far below 0, easy items went wrong and hard ones right."""
    skewness: Floats
    """Of lz for somebody of that ability, if the model is true."""
    p_value: Floats
    """How often somebody of that ability has answers as unlikely."""

    @property
    def is_unusual(self) -> NDArray[np.bool_]:
        """One in a hundred is so by chance: a reason to look again, none to accuse."""
        return np.asarray(self.p_value < LEVEL)


def person_fit(calibration: Calibration, responses: Responses, scores: Scores) -> PersonFit:
    """For scores by ML, WLE or MAP: only of these is known how they lean on the answers."""
    if scores.method is Method.EAP:
        raise Malformed("Person fit wants scores by ML, WLE or MAP; score these answers by one of them.")
    if scores.theta.size != responses.count:
        raise Malformed(f"{scores.theta.size} scores stand beside {responses.count} people; score these answers first.")
    parameters, groups = parameters_of(calibration, responses.items), groups_of(calibration, responses)
    lz, skewness = np.full((2, responses.count), np.nan)
    for block in responses.blocks:
        form, group = responses.forms[block.form], groups[block.group]
        for part in chunks(block, ROWS_AT_ONCE):
            places = np.arange(responses.count)[part.places]
            finite = np.isfinite(scores.theta[places])
            places, table = places[finite], form.unpacked(part.answers)[finite]
            theta = scores.theta[places]
            sums = np.zeros((9, len(theta)))
            for column, item in enumerate(form.items):
                sums += _sums_of(parameters[item], theta, table[:, column])
            unlikely, fisher, warm, by_log, log_variance, *thirds = sums
            lean = np.zeros(len(theta))
            if scores.method is Method.MAP:
                lean = (group.mean - theta) / group.standard_deviation**2
            elif scores.method is Method.WLE:
                lean = warm / (2.0 * fisher)
            slope = by_log / fisher
            variance = log_variance - slope * by_log
            with np.errstate(divide="ignore", invalid="ignore"):
                lz[places] = (unlikely + slope * lean) / np.sqrt(variance)
                third = thirds[0] - 3.0 * slope * thirds[1] + 3.0 * slope**2 * thirds[2] - slope**3 * thirds[3]
                skewness[places] = third / variance**1.5
    return PersonFit(lz, skewness, _below(lz, skewness))


def _below(lz: Floats, skewness: Floats) -> Floats:
    """How much of the gamma density of mean 0, deviation 1 and this skewness lies below."""
    size = np.maximum(np.abs(skewness), LEAST_SKEWED)
    shape = 4.0 / size**2
    farther = np.maximum(shape + np.sqrt(shape) * np.where(skewness < 0.0, -lz, lz), 0.0)
    skewed = np.where(skewness < 0.0, special.gammaincc(shape, farther), special.gammainc(shape, farther))
    return np.asarray(np.where(size > LEAST_SKEWED, skewed, special.ndtr(lz)))


def _sums_of(parameters: ItemParameters, theta: Floats, answers: NDArray[np.int8]) -> Floats:
    """What an item adds, 0 where the answer is missing: shape (9, people).

    How much likelier the answer is than one expects, as a logarithm; Fisher's information; Warm's correction; how the
    logarithm goes along with the derivative; its variance; and what is expected of products of three: of the logarithm
    alone, with the derivative once and twice, and of the derivative alone.
    """
    known = curves(parameters, theta)
    logs = np.log(np.maximum(known.chances, TINY))
    expected = (known.chances * logs).sum(axis=1)
    given = np.take_along_axis(logs, np.maximum(answers, 0).astype(np.int64)[:, None], axis=1)[:, 0]
    variance = (known.chances * logs**2).sum(axis=1) - expected**2
    by_log = (known.slopes * logs).sum(axis=1)
    away, derivative = logs - expected[:, None], known.slopes / np.maximum(known.chances, TINY)
    thirds = [(known.chances * away ** (3 - times) * derivative**times).sum(axis=1) for times in range(4)]
    found = np.stack((given - expected, known.information, known.warm, by_log, variance, *thirds))
    return np.where(answers >= 0, found, 0.0)
