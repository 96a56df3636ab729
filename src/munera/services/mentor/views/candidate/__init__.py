"""The candidate's pages: consent and claim, the report, its plan, courses and jobs, and a file to take along."""

from munera.services.mentor.views.candidate.attempts import (
    list_attempts,
    show_plan,
    show_radar,
    show_report,
    take_credential,
)
from munera.services.mentor.views.candidate.consent import claim_attempt, opt_in, withdraw_opt_in
from munera.services.mentor.views.candidate.paper import download_report, export_report
from munera.services.mentor.views.candidate.ways import list_courses, list_jobs

__all__ = [
    "claim_attempt",
    "download_report",
    "export_report",
    "list_attempts",
    "list_courses",
    "list_jobs",
    "opt_in",
    "show_plan",
    "show_radar",
    "show_report",
    "take_credential",
    "withdraw_opt_in",
]
