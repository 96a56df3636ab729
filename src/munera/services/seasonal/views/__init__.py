"""Pages: door, fetch, form, act, answer.

``employers`` the way in and the frame · ``days`` a day and its crew · ``receipts`` · ``calendar`` · ``workers`` ·
``crews`` · ``months`` · ``returns`` closing and correcting. What they draw: ``choosing`` · ``tables`` ·
``levy_tables`` · ``people`` · ``closed``
"""

from munera.services.seasonal.views.accounts import (
    act_again,
    issue_code_at_desk,
    list_accounts,
    open_account,
    show_account,
    start_accounts,
)
from munera.services.seasonal.views.calendar import register_days, show_calendar
from munera.services.seasonal.views.certificates import take_days_credential
from munera.services.seasonal.views.codes import issue_worker_code, list_codes, withdraw_worker_code
from munera.services.seasonal.views.crews import change_crew, name_crew, remove_crew, show_crews
from munera.services.seasonal.views.days import cancel_crew, cancel_engagement, register_crew, show_day, show_engagement
from munera.services.seasonal.views.employers import show_start
from munera.services.seasonal.views.field import (
    field_webmanifest,
    field_worker_script,
    show_field,
    show_field_start,
    show_leaving,
    show_without_network,
)
from munera.services.seasonal.views.imports import download_report, download_template, show_upload, upload_file
from munera.services.seasonal.views.inspection import (
    find_receipt,
    find_worker,
    inspect_employer,
    inspect_person,
    inspect_receipt,
    show_inspection,
)
from munera.services.seasonal.views.months import download_slip, show_month
from munera.services.seasonal.views.receipts import show_receipt, show_receipts
from munera.services.seasonal.views.returns import (
    close_month,
    correct_month,
    download_listing,
    download_order_code,
    download_return,
)
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
from munera.services.seasonal.views.workers import (
    change_worker,
    enrol_worker,
    note_papers,
    show_worker,
    show_workers,
)

__all__ = [
    "act_again",
    "cancel_crew",
    "cancel_engagement",
    "change_crew",
    "change_worker",
    "check_confirmation",
    "close_month",
    "correct_month",
    "download_confirmation",
    "download_listing",
    "download_order_code",
    "download_own_confirmation",
    "download_report",
    "download_return",
    "download_slip",
    "download_statistics",
    "download_template",
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
    "name_crew",
    "note_papers",
    "open_account",
    "register_crew",
    "register_days",
    "remove_crew",
    "self_check",
    "show_account",
    "show_calendar",
    "show_crews",
    "show_day",
    "show_engagement",
    "show_field",
    "show_field_start",
    "show_inspection",
    "show_leaving",
    "show_month",
    "show_own_days",
    "show_receipt",
    "show_receipts",
    "show_start",
    "show_statistics",
    "show_upload",
    "show_without_network",
    "show_worker",
    "show_workers",
    "start_accounts",
    "start_statistics",
    "take_days_credential",
    "upload_file",
    "withdraw_own_code",
    "withdraw_worker_code",
]
