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
from munera.services.seasonal.views.field import (
    field_webmanifest,
    field_worker_script,
    show_field,
    show_field_start,
    show_leaving,
    show_without_network,
)
from munera.services.seasonal.views.months import download_slip, show_month
from munera.services.seasonal.views.workers import enrol_worker

__all__ = [
    "cancel_engagement",
    "download_slip",
    "enrol_worker",
    "field_webmanifest",
    "field_worker_script",
    "register_crew",
    "show_day",
    "show_engagement",
    "show_field",
    "show_field_start",
    "show_leaving",
    "show_month",
    "show_own_days",
    "show_receipt",
    "show_start",
    "show_without_network",
]
