"""Profiles, demands, what each side answered, and what came of it."""

from munera.services.evaluators.models.conduct import Block, Conflict, Report
from munera.services.evaluators.models.demands import Demand, Requirement
from munera.services.evaluators.models.interests import Interest, Match
from munera.services.evaluators.models.profiles import Experience, Profile
from munera.services.evaluators.models.projects import Feedback, Project

__all__ = [
    "Block",
    "Conflict",
    "Demand",
    "Experience",
    "Feedback",
    "Interest",
    "Match",
    "Profile",
    "Project",
    "Report",
    "Requirement",
]
