"""Which skills somebody has: models in which a skill is there or is not, and items ask for some of them.

``calibrate_skills`` finds the chances of a right answer under each combination of needed skills, and how common each
profile of skills is; ``mastery`` tells of each person how likely they are to have each skill.
"""

from munera.engines.psychometrics.diagnosis.calibrate import calibrate_skills
from munera.engines.psychometrics.diagnosis.mastery import Mastery, mastery
from munera.engines.psychometrics.diagnosis.model import Diagnosis, DiagnosticItem, Link, Rule
from munera.engines.psychometrics.diagnosis.needs import doubts_about

__all__ = [
    "Diagnosis",
    "DiagnosticItem",
    "Link",
    "Mastery",
    "Rule",
    "calibrate_skills",
    "doubts_about",
    "mastery",
]
"""In the words of the literature: cognitive diagnosis, its Q-matrix, DINA and G-DINA."""
