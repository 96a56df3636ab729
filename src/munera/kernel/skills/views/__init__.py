"""Every page: ``own`` skills, and ``checks`` that are asked for and answered."""

from munera.kernel.skills.views.checks import ask_for_check, decline_check, list_checks, show_check, take_back_request
from munera.kernel.skills.views.own import declare_skill, find_skill, list_skills, withdraw_skill

__all__ = [
    "ask_for_check",
    "declare_skill",
    "decline_check",
    "find_skill",
    "list_checks",
    "list_skills",
    "show_check",
    "take_back_request",
    "withdraw_skill",
]
