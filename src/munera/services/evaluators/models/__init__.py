"""Profiles, demands, what each side answered, and what came of it."""

from munera.services.evaluators.models.alerts import Invitation, SavedSearch, Told
from munera.services.evaluators.models.conduct import Block, Conflict, Report
from munera.services.evaluators.models.demands import Demand, Requirement
from munera.services.evaluators.models.interests import Interest, Match
from munera.services.evaluators.models.moderation import Ruling
from munera.services.evaluators.models.panels import Composition, Round, Seat
from munera.services.evaluators.models.profiles import Experience, Profile
from munera.services.evaluators.models.projects import Feedback, Project

__all__ = [
    "Block",
    "Composition",
    "Conflict",
    "Demand",
    "Experience",
    "Feedback",
    "Interest",
    "Invitation",
    "Match",
    "Profile",
    "Project",
    "Report",
    "Requirement",
    "Round",
    "Ruling",
    "SavedSearch",
    "Seat",
    "Told",
]
