"""Pages: door, fetch, form, act, answer."""

from munera.services.mentor.views.candidate import (
    claim_attempt,
    download_report,
    export_report,
    list_attempts,
    list_courses,
    list_jobs,
    opt_in,
    show_plan,
    show_radar,
    show_report,
    take_credential,
    withdraw_opt_in,
)

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
