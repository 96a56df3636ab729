"""One pass over the answers of a block: how likely each node is for each person, heaped up by what was answered.

A node is an ability, or a profile of skills. ``tables`` has for each byte of a row and each of its 256 values the log-
chance of these answers at every node; so a person costs one row of nodes for each byte, not for each item.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled_freely
from munera.engines.psychometrics.model import Floats

BITS_OF_E: Final = 1.4426950408889634
LOG_2: Final = 0.6931471805599453
NOTHING: Final = -1000.0
"""Powers of two below this count as 0: they lie under what a float can add to 1 by far."""
ROWS_AT_ONCE: Final = 1 << 12


@compiled_freely
def heap_up(  # noqa: C901, PLR0917  # a compiled loop: plain steps over nodes, and arrays by place
    answers: NDArray[np.uint8], tables: Floats, log_weights: Floats, weights: Floats, heaped: Floats, mass: Floats
) -> float:
    """Adds the posterior of each person to ``heaped`` (bytes, 256, nodes) and ``mass`` (nodes); the log-likelihood.

    ``weights`` is empty where each row stands for one person. The exponential is a polynomial of degree 11 after a
    reduction to ±log(2)/2, right to the last bit but one: that of the system cannot be run on several nodes at once.
    """
    nodes = log_weights.size
    likely = np.empty(nodes)
    bits = np.empty(nodes, np.int64)
    powers = bits.view(np.float64)
    log_likelihood = 0.0
    for person in range(answers.shape[0]):
        for q in range(nodes):
            likely[q] = log_weights[q]
        for byte in range(answers.shape[1]):
            row = tables[byte, answers[person, byte]]
            for q in range(nodes):
                likely[q] += row[q]
        top = likely[0]
        for q in range(nodes):
            top = max(top, likely[q])
        for q in range(nodes):
            z = max((likely[q] - top) * BITS_OF_E, NOTHING)
            whole = np.int64(z - 0.5)
            x = (z - whole) * LOG_2
            y = 1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800 + x * (1 / 39916800))))
            y = 1.0 + x * (1.0 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * y))))))
            likely[q] = y
            bits[q] = (whole + 1023) << 52
        total = 0.0
        for q in range(nodes):
            likely[q] *= powers[q]
            total += likely[q]
        weight = weights[person] if weights.size else 1.0
        log_likelihood += weight * (top + np.log(total))
        for q in range(nodes):
            likely[q] *= weight / total
            mass[q] += likely[q]
        for byte in range(answers.shape[1]):
            heap = heaped[byte, answers[person, byte]]
            for q in range(nodes):
                heap[q] += likely[q]
    return log_likelihood


def plainly_heaped_up(  # noqa: PLR0917  # as its compiled twin
    answers: NDArray[np.uint8], tables: Floats, log_weights: Floats, weights: Floats, heaped: Floats, mass: Floats
) -> float:
    """The same without compiled code: the proof of it."""
    log_likelihood = 0.0
    for begin in range(0, len(answers), ROWS_AT_ONCE):
        rows = answers[begin : begin + ROWS_AT_ONCE]
        posterior, log_likelihoods = posteriors(rows, tables, log_weights)
        if weights.size:
            posterior *= weights[begin : begin + ROWS_AT_ONCE, None]
            log_likelihoods *= weights[begin : begin + ROWS_AT_ONCE]
        log_likelihood += float(log_likelihoods.sum())
        mass += posterior.sum(axis=0)
        for byte in range(answers.shape[1]):
            np.add.at(heaped[byte], rows[:, byte], posterior)
    return log_likelihood


def posteriors(rows: NDArray[np.uint8], tables: Floats, log_weights: Floats) -> tuple[Floats, Floats]:
    """How likely each node is for each person, shape (people, nodes), and the log-likelihood of each."""
    likely = np.repeat(log_weights[None, :], len(rows), axis=0)
    for byte in range(rows.shape[1]):
        likely += tables[byte][rows[:, byte]]
    top = likely.max(axis=1, keepdims=True)
    np.exp(likely - top, out=likely)
    total = likely.sum(axis=1, keepdims=True)
    likely /= total
    return likely, np.asarray((top + np.log(total))[:, 0])
