"""The first half of a turn: how many people, at each node, are expected to have given each answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from munera.engines.psychometrics.executors.protocol import Sums
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.kernel import heap_up
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form

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
    log_likelihood = np.zeros(1)
    counts, people = np.zeros_like(turn.log_chances), np.zeros_like(turn.log_weights)
    ordered = sorted(blocks, key=_kind)
    for (number, group), alike in groupby(ordered, key=_kind):
        form = turn.forms[number]
        items, most = np.array(form.items), max(form.categories)
        tables = form.byte_tables(turn.log_chances[group, items, :most])
        heaped = np.zeros_like(tables)
        log_likelihood += turn.heap_up(list(alike), tables, turn.log_weights[group], heaped)
        # The first byte of each person has one value: all of them are people.
        people[group] += heaped[0].sum(axis=0)
        counts[group, items, :most] += form.sums_of_categories(heaped)
    return log_likelihood, counts, people


def _kind(block: Block) -> tuple[int, int]:
    return block.form, block.group
