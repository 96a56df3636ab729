"""How sure the chances are: from how much the derivatives of each person's likelihood differ among people.

Their products, summed, stand for the information; what the shares of profiles take from it is taken off, also where
they cannot be told themselves, so that the errors are those of chances whose shares had to be found as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.executors import Executor
from munera.engines.psychometrics.executors.protocol import Sums
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.expectation import Turn
from munera.engines.psychometrics.node_tables.kernel import posteriors
from munera.engines.psychometrics.responses.blocks import Block, chunks

ROWS_AT_ONCE: Final = 1 << 12
AT_THE_EDGE: Final = 1e-6
"""A chance nearer to 0 or 1, or a share nearer to 0, has no error: it cannot go farther."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where the turns ended: what every worker is told."""

    turn: Turn
    chances: Floats
    shares: Floats
    """Shape (groups, profiles)."""
    place_of_profile: NDArray[np.int64]
    """Where the chance of each item and profile stands among the chances."""

    @property
    def free_chances(self) -> NDArray[np.bool_]:
        return np.asarray((self.chances > AT_THE_EDGE) & (self.chances < 1.0 - AT_THE_EDGE))


def standard_errors_of(found: Found, blocks: Sequence[Block], executor: Executor) -> Floats | None:
    """Of the chances, no number for those at the edge; None where the answers do not carry them."""
    (products,) = executor.summed(products_of, blocks, found)
    size, free = len(found.chances), found.free_chances
    own, border, others = products[:size, :size], products[:size, size:], products[size:, size:]
    information = (own - border @ np.linalg.pinv(others, hermitian=True) @ border.T)[np.ix_(free, free)]
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    errors = np.full(size, np.nan)
    errors[free] = np.sqrt(np.diag(np.linalg.inv(information)))
    return errors


def products_of(blocks: Sequence[Block], found: Found) -> Sums:
    """The sum over people of their derivatives by chances and shares, times themselves."""
    size, profiles = len(found.chances), found.shares.shape[1]
    has_chance = np.zeros((profiles, size))
    has_chance[np.arange(profiles), found.place_of_profile] = 1.0
    item_of_chance = np.zeros(size, np.int64)
    item_of_chance[found.place_of_profile] = np.arange(len(found.place_of_profile))[:, None]
    edge = np.clip(found.chances, AT_THE_EDGE, 1.0 - AT_THE_EDGE)
    steepness = np.where(found.free_chances, 1.0 / np.stack((edge - 1.0, edge)), 0.0)
    total = np.zeros((size + found.shares.size,) * 2)
    for block in blocks:
        form = found.turn.forms[block.form]
        items, shares = np.array(form.items), found.shares[block.group]
        tables = form.byte_tables(found.turn.log_chances[block.group, items])
        last = int(shares.argmax())
        common = np.where(shares > AT_THE_EDGE, 1.0 / np.maximum(shares, AT_THE_EDGE), 0.0)
        for part in chunks(block, ROWS_AT_ONCE):
            posterior, _ = posteriors(part.answers, tables, found.turn.log_weights[block.group])
            answers = np.full((len(part), len(found.place_of_profile)), -1, np.int8)
            answers[:, items] = form.unpacked(part.answers)
            of_chance = answers[:, item_of_chance]
            by_answer = np.where(of_chance == 1, steepness[1], np.where(of_chance == 0, steepness[0], 0.0))
            derivatives = np.zeros((len(part), size + found.shares.size))
            derivatives[:, :size] = (posterior @ has_chance) * by_answer
            by_share = posterior * common
            first = size + block.group * profiles
            derivatives[:, first : first + profiles] = by_share - by_share[:, last : last + 1]
            weights = 1.0 if part.weights is None else part.weights[:, None]
            total += (derivatives * weights).T @ derivatives
    return (total,)
