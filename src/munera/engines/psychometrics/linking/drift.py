"""Which common items changed between two calibrations on one scale: easier once they are known, or read differently."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from munera.engines.psychometrics.linking.link import common, difficulties, expected_points
from munera.engines.psychometrics.linking.scale import Scale
from munera.engines.psychometrics.model import Calibration, Floats

MOST_Z: Final = 2.7
"""Beyond, a change stands out among those of the other items: one in 150 does so by chance."""
MOST_RMSD: Final = 0.1
"""Beyond, the share of points that one expects differs by a tenth, as in programmes such as PISA."""
SHARE_OF_SPREAD: Final = 0.74
"""The distance between quartiles of a normal distribution, times this, is its standard deviation."""
LEAST_SPREAD: Final = 1e-6
NODES: Final = np.linspace(-4.0, 4.0, 81)


@dataclass(frozen=True, slots=True)
class Drift:
    """One common item, both times on the base."""

    key: str
    difficulty: float
    """By how much it became harder, in units of ability; of several steps, the mean."""
    slope: float
    """By how much it became steeper, as the logarithm of the ratio."""
    difficulty_z: float
    """Robust z: the change less the median change, in units of the spread between quartiles × 0.74."""
    slope_z: float
    rmsd: float
    """Root mean squared difference of the expected share of points, over a group that is normal on the base."""

    @property
    def is_flagged(self) -> bool:
        """It stands out among the others, and by enough to matter."""
        stands_out = max(abs(self.difficulty_z), abs(self.slope_z)) > MOST_Z
        return self.rmsd > MOST_RMSD or (stands_out and self.rmsd > 0.5 * MOST_RMSD)


def drift(new: Calibration, base: Calibration, scale: Scale) -> tuple[Drift, ...]:
    """Of every common item, ``new`` first being brought to the base by ``scale``."""
    pairs = [(scale.item(one), other) for one, other in common(new, base)]
    harder = np.array([difficulties(one).mean() - difficulties(other).mean() for one, other in pairs])
    with np.errstate(invalid="ignore", divide="ignore"):
        steeper = np.log(np.array([one.slope / other.slope for one, other in pairs]))
    group = base.groups[0]
    theta = group.mean + group.standard_deviation * NODES
    weights = np.exp(-0.5 * NODES**2)
    weights /= weights.sum()
    found = []
    columns = zip(pairs, harder, steeper, robust_z(harder), robust_z(steeper), strict=True)
    for (one, other), difficulty, slope, difficulty_z, slope_z in columns:
        apart = (expected_points(one, theta) - expected_points(other, theta)) / (one.item.categories - 1)
        rmsd = float(np.sqrt(weights @ apart**2))
        found.append(Drift(one.item.key, float(difficulty), float(slope), float(difficulty_z), float(slope_z), rmsd))
    return tuple(found)


def robust_z(changes: Floats) -> Floats:
    """How far each stands from the median, in a spread that a few strays do not widen."""
    first, median, third = np.nanpercentile(changes, [25, 50, 75])
    return np.asarray((changes - median) / max(SHARE_OF_SPREAD * (third - first), LEAST_SPREAD))
