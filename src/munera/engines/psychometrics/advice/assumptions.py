"""What is assumed about studying; nobody measured it, so whoever is advised sees it and may say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Floats

USUAL_LIFT: Final = 0.5
USUAL_HOURS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The same for each skill, but for those that are named."""

    ability_gain: float = USUAL_LIFT
    """What studying a skill lifts its ability by, in standard deviations."""
    hours: float = USUAL_HOURS
    """What that takes."""
    ability_gains: Mapping[str, float] = field(default_factory=dict)
    hours_of: Mapping[str, float] = field(default_factory=dict)
    claim: float = 0.6
    """More probable than this must be what is said of a single skill."""

    def __post_init__(self) -> None:
        for name, value in (("ability_gain", self.ability_gain), ("hours", self.hours)):
            if not 0 < value < float("inf"):
                raise Malformed(f"{name} must be above 0, not {value}.")
        for skill, value in (*self.ability_gains.items(), *self.hours_of.items()):
            if not 0 < value < float("inf"):
                raise Malformed(f"What is assumed of {skill} must be above 0, not {value}.")
        if not 0.5 <= self.claim < 1:
            raise Malformed(f"What is claimed must be more probable than one half, not {self.claim}.")

    def lifts(self, skills: tuple[str, ...]) -> Floats:
        """In the order of the skills."""
        return np.array([self.ability_gains.get(skill, self.ability_gain) for skill in skills])

    def effort(self, skills: tuple[str, ...]) -> Floats:
        """The hours, in the order of the skills."""
        return np.array([self.hours_of.get(skill, self.hours) for skill in skills])
