"""Pages: door, fetch, form, act, answer."""

from munera.services.seasonal.views.codes import issue_worker_code, list_codes, withdraw_worker_code
from munera.services.seasonal.views.days import (
    cancel_engagement,
    register_crew,
    show_day,
    show_engagement,
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
from munera.services.seasonal.views.self_check import (
    check_confirmation,
    download_confirmation,
    download_own_confirmation,
    make_own_code,
    self_check,
    show_own_days,
    withdraw_own_code,
)
from munera.services.seasonal.views.workers import enrol_worker

__all__ = [
    "cancel_engagement",
    "check_confirmation",
    "download_confirmation",
    "download_own_confirmation",
    "download_slip",
    "enrol_worker",
    "field_webmanifest",
    "field_worker_script",
    "issue_worker_code",
    "list_codes",
    "make_own_code",
    "register_crew",
    "self_check",
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
    "withdraw_own_code",
    "withdraw_worker_code",
]
