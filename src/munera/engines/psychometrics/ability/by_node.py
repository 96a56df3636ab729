"""How plausible each node is for each person who answered a form, whatever the models of its items."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability.curves import TINY
from munera.engines.psychometrics.model import Floats, Group, ItemParameters
from munera.engines.psychometrics.node_tables.kernel import posteriors
from munera.engines.psychometrics.numerics.nodes import Quadrature
from munera.engines.psychometrics.responses.forms import Form

ROWS_AT_ONCE: Final = 4_096


class Nodes:
    """The nodes of one form and group, and what each byte of a row says of them."""

    def __init__(self, form: Form, parameters: Sequence[ItemParameters], group: Group, quadrature: Quadrature) -> None:
        """``parameters`` are those of the items of the form."""
        self.theta = group.mean + group.standard_deviation * quadrature.standard
        log_chances = np.zeros((len(form.items), max(form.categories), len(self.theta)))
        for place, each in enumerate(parameters):
            chances = each.probabilities(self.theta).T
            log_chances[place, : len(chances)] = np.log(np.maximum(chances, TINY))
        self._tables = form.byte_tables(log_chances)
        self._log_weights = quadrature.log_weights

    def posterior(self, rows: NDArray[np.uint8]) -> Floats:
        """Shape (people, nodes)."""
        return posteriors(rows, self._tables, self._log_weights)[0]

    def estimated(self, answers: NDArray[np.uint8]) -> Floats:
        """Mean and standard deviation of what is plausible: shape (2, people)."""
        found = np.empty((2, len(answers)))
        for begin in range(0, len(answers), ROWS_AT_ONCE):
            part = slice(begin, begin + ROWS_AT_ONCE)
            posterior = self.posterior(answers[part])
            mean = posterior @ self.theta
            found[0, part] = mean
            found[1, part] = np.sqrt(np.maximum(posterior @ self.theta**2 - mean**2, 0.0))
        return found
