"""Pages: door, fetch, form, act, answer."""

from munera.services.seasonal.views.accounts import (
    issue_code_at_desk,
    list_accounts,
    open_account,
    show_account,
    start_accounts,
)
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
from munera.services.seasonal.views.inspection import (
    find_receipt,
    find_worker,
    inspect_employer,
    inspect_person,
    inspect_receipt,
    show_inspection,
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
from munera.services.seasonal.views.statistics import (
    download_statistics,
    list_returns,
    show_statistics,
    start_statistics,
)
from munera.services.seasonal.views.workers import enrol_worker

__all__ = [
    "cancel_engagement",
    "check_confirmation",
    "download_confirmation",
    "download_own_confirmation",
    "download_slip",
    "download_statistics",
    "enrol_worker",
    "field_webmanifest",
    "field_worker_script",
    "find_receipt",
    "find_worker",
    "inspect_employer",
    "inspect_person",
    "inspect_receipt",
    "issue_code_at_desk",
    "issue_worker_code",
    "list_accounts",
    "list_codes",
    "list_returns",
    "make_own_code",
    "open_account",
    "register_crew",
    "self_check",
    "show_account",
    "show_day",
    "show_engagement",
    "show_field",
    "show_field_start",
    "show_inspection",
    "show_leaving",
    "show_month",
    "show_own_days",
    "show_receipt",
    "show_start",
    "show_statistics",
    "show_without_network",
    "start_accounts",
    "start_statistics",
    "withdraw_own_code",
    "withdraw_worker_code",
]
