"""What is known of each skill of a person, and whether enough to speak of it."""

from munera.engines.psychometrics.skills.population import Population, population_of, skill_profiles
from munera.engines.psychometrics.skills.structure import Structure, structure_of
from munera.engines.psychometrics.skills.worth import Worth, augmented, reliabilities, worths, worths_of

__all__ = [
    "Population",
    "Structure",
    "Worth",
    "augmented",
    "population_of",
    "reliabilities",
    "skill_profiles",
    "structure_of",
    "worths",
    "worths_of",
]
