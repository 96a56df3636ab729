"""One pass over the answers of a form: how likely each node is for each person, heaped up by what was answered.

A node is an ability, or a profile of skills. ``tables`` has for each byte of a row and each of its 256 values the log-
chance of these answers at every node; so a person costs one row of nodes for each byte, not for each item. The compiled
pass multiplies chances instead, each row of them relative to its highest: then nobody needs an exponential, and a
chance as good as none is 0. Where that might have lost something that counts, logarithms are added up after all.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.compiled import compiled_freely
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.responses.blocks import Block

NODES_AT_ONCE: Final = 16
"""Rows of a length that this divides need no steps of their own at their end; nodes without weight fill them up."""
NOTHING: Final = 1e-30
"""A row's chance below this, of its highest, counts as 0 ..."""
LEAST_SURE: Final = 1e-14
"""... for whom the chances of all nodes together are more than this: so 0 stood for less than one can add to 1."""
BYTES_AT_ONCE: Final = 8
SMALLEST: Final = 1e-60
"""After so many bytes what is smaller becomes 0: so many more factors would lead below what a float can hold."""
ROWS_AT_ONCE: Final = 1 << 12


def heap_up(blocks: Sequence[Block], tables: Floats, log_weights: Floats, heaped: Floats) -> float:
    """Add the posterior of each person to ``heaped`` (bytes, 256, nodes); the log-likelihood of them all.

    The blocks are of one form and one group; ``tables`` are of the shape of ``heaped``, ``log_weights`` of the nodes.
    """
    nodes = log_weights.size
    logs = tables + log_weights / len(tables)
    highest = logs.max(axis=2)
    ratios = np.zeros((*highest.shape, nodes + -nodes % NODES_AT_ONCE))
    np.exp(logs - highest[:, :, None], out=ratios[:, :, :nodes])
    ratios[ratios < NOTHING] = 0.0
    wide = np.zeros_like(ratios)
    log_likelihood = 0.0
    for block in blocks:
        weights = np.zeros(0) if block.weights is None else block.weights
        log_likelihood += _multiplied(block.answers, weights, ratios, highest, logs, wide)
    heaped += wide[:, :, :nodes]
    return log_likelihood


@compiled_freely
def _multiplied(  # noqa: C901, PLR0917  # a compiled loop: plain steps over nodes, and arrays by place
    answers: NDArray[np.uint8], weights: Floats, ratios: Floats, highest: Floats, logs: Floats, heaped: Floats
) -> float:
    people, width = answers.shape
    nodes = ratios.shape[2]
    likely = np.empty(nodes)
    log_likelihood = 0.0
    for person in range(people):
        likely[:] = 1.0
        log_chance = 0.0
        for byte in range(width):
            answer = answers[person, byte]
            log_chance += highest[byte, answer]
            row = ratios[byte, answer]
            for q in range(nodes):
                likely[q] *= row[q]
            if byte % BYTES_AT_ONCE == BYTES_AT_ONCE - 1 and byte < width - 1:
                for q in range(nodes):
                    likely[q] = likely[q] if likely[q] > SMALLEST else 0.0
        total = 0.0
        for q in range(nodes):
            total += likely[q]
        if total < LEAST_SURE:
            log_chance, total = _added_up(answers[person], logs, likely)
        weight = weights[person] if weights.size else 1.0
        log_likelihood += weight * (log_chance + np.log(total))
        share = weight / total
        for q in range(nodes):
            likely[q] *= share
        for byte in range(width):
            heap = heaped[byte, answers[person, byte]]
            for q in range(nodes):
                heap[q] += likely[q]
    return log_likelihood


@compiled_freely
def _added_up(answers: NDArray[np.uint8], logs: Floats, likely: Floats) -> tuple[float, float]:
    """Fill ``likely``, relative to the likeliest node; its log-chance, and the sum of all."""
    nodes = logs.shape[2]
    likely[:] = 0.0
    for byte in range(answers.size):
        for q in range(nodes):
            likely[q] += logs[byte, answers[byte], q]
    top = likely[0]
    for q in range(nodes):
        top = max(top, likely[q])
    total = 0.0
    for q in range(nodes):
        likely[q] = np.exp(likely[q] - top)
        total += likely[q]
    likely[nodes:] = 0.0
    return top, total


def plainly_heaped_up(blocks: Sequence[Block], tables: Floats, log_weights: Floats, heaped: Floats) -> float:
    """The same without compiled code: the proof of it."""
    log_likelihood = 0.0
    for block in blocks:
        for begin in range(0, len(block), ROWS_AT_ONCE):
            part = block.part(begin, begin + ROWS_AT_ONCE)
            posterior, log_likelihoods = posteriors(part.answers, tables, log_weights)
            if part.weights is not None:
                posterior *= part.weights[:, None]
                log_likelihoods *= part.weights
            log_likelihood += float(log_likelihoods.sum())
            for byte, column in enumerate(part.answers.T):
                np.add.at(heaped[byte], column, posterior)
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
