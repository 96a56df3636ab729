"""The first half of a turn: how many people, at each node, are expected to have given each answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from munera.engines.psychometrics.executors.protocol import Sums
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.kernel import heap_up
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form

NODES_AT_ONCE: Final = 16
"""Rows of a length that this divides need no steps of their own at their end; nodes without weight fill them up."""
NEVER: Final = -2000.0
Pass = Callable[..., float]


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """What every worker is told."""

    forms: tuple[Form, ...]
    log_chances: Floats
    """Of each answer, for the nodes of each group: shape (groups, items, categories, nodes)."""
    log_weights: Floats
    """Of the nodes of each group before any answer: shape (groups, nodes)."""
    standard: Floats
    """The nodes, for mean 0 and standard deviation 1."""
    heap_up: Pass = heap_up


def expected(blocks: Sequence[Block], turn: Turn) -> Sums:
    """The log-likelihood, shape (1,); people by answer, as ``log_chances``; people by node, as ``log_weights``."""
    log_likelihood, nodes = np.zeros(1), turn.log_weights.shape[1]
    counts, people = np.zeros_like(turn.log_chances), np.zeros_like(turn.log_weights)
    spare = -nodes % NODES_AT_ONCE
    log_weights = np.pad(turn.log_weights, ((0, 0), (0, spare)), constant_values=NEVER)
    ordered = sorted(blocks, key=_kind)
    for (number, group), alike in groupby(ordered, key=_kind):
        form = turn.forms[number]
        items, most = np.array(form.items), max(form.categories)
        tables = np.pad(form.byte_tables(turn.log_chances[group, items, :most]), ((0, 0), (0, 0), (0, spare)))
        heaped, mass = np.zeros_like(tables), np.zeros(nodes + spare)
        for block in alike:
            weights = np.zeros(0) if block.weights is None else block.weights
            log_likelihood += turn.heap_up(block.answers, tables, log_weights[group], weights, heaped, mass)
        people[group] += mass[:nodes]
        counts[group, items, :most] += form.sums_of_categories(heaped)[..., :nodes]
    return log_likelihood, counts, people


def _kind(block: Block) -> tuple[int, int]:
    return block.form, block.group
