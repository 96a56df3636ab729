"""Pages: door, fetch, form, act, answer."""

from munera.services.seasonal.views.days import (
    cancel_engagement,
    register_crew,
    show_day,
    show_engagement,
    show_own_days,
    show_receipt,
    show_start,
)
from munera.services.seasonal.views.imports import download_report, download_template, show_upload, upload_file
from munera.services.seasonal.views.months import download_slip, show_month
from munera.services.seasonal.views.workers import enrol_worker

__all__ = [
    "cancel_engagement",
    "download_report",
    "download_slip",
    "download_template",
    "enrol_worker",
    "register_crew",
    "show_day",
    "show_engagement",
    "show_month",
    "show_own_days",
    "show_receipt",
    "show_start",
    "show_upload",
    "upload_file",
]
