"""What answers say of skills, by the shorter way that the models of the questions allow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills.by_node import log_chances_of, posteriors_by_node
from munera.engines.psychometrics.skills.posterior import posteriors
from munera.engines.psychometrics.skills.structure import Moments, Structure, curves_of


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Made once for an examination; then anybody's answers can be read by them."""

    structure: Structure
    values: Floats
    """Those of ``curves_of`` where answers come down to sums, else those of ``log_chances_of``."""

    @classmethod
    def of(cls, structure: Structure, moments: Sequence[Moments] | None = None) -> "Tables":
        return cls(structure, curves_of(structure, moments) if structure.is_summed else log_chances_of(structure))

    def posteriors(
        self, points: NDArray[np.int64], *, prior_mean: Floats, prior_covariance: Floats, start: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Mean and covariance of each person's skills. The prior is one for all, or has a first axis for people;
        ``start`` are means that are near already."""
        if self.structure.is_summed:
            sums = points @ self.structure.slopes
            return posteriors(sums, self.values, prior_mean=prior_mean, prior_covariance=prior_covariance, start=start)
        skill_of = np.array(self.structure.skill_of, np.int64)
        return posteriors_by_node(
            points, self.values, skill_of, prior_mean=prior_mean, prior_covariance=prior_covariance
        )
