"""Pages: door, fetch, form, act, answer.

``employers`` the way in and the frame · ``days`` a day and its crew · ``receipts`` · ``calendar`` · ``workers`` ·
``crews`` · ``months`` · ``returns`` closing and correcting. What they draw: ``choosing`` · ``tables`` · ``people`` ·
``closed``
"""

from munera.services.seasonal.views.calendar import register_days, show_calendar
from munera.services.seasonal.views.crews import change_crew, name_crew, remove_crew, show_crews
from munera.services.seasonal.views.days import (
    cancel_crew,
    cancel_engagement,
    register_crew,
    show_day,
    show_engagement,
    show_own_days,
)
from munera.services.seasonal.views.employers import show_start
from munera.services.seasonal.views.months import download_slip, show_month
from munera.services.seasonal.views.receipts import show_receipt, show_receipts
from munera.services.seasonal.views.returns import (
    close_month,
    correct_month,
    download_listing,
    download_order_code,
    download_return,
)
from munera.services.seasonal.views.workers import enrol_worker, note_papers, show_worker, show_workers

__all__ = [
    "cancel_crew",
    "cancel_engagement",
    "change_crew",
    "close_month",
    "correct_month",
    "download_listing",
    "download_order_code",
    "download_return",
    "download_slip",
    "enrol_worker",
    "name_crew",
    "note_papers",
    "register_crew",
    "register_days",
    "remove_crew",
    "show_calendar",
    "show_crews",
    "show_day",
    "show_engagement",
    "show_month",
    "show_own_days",
    "show_receipt",
    "show_receipts",
    "show_start",
    "show_worker",
    "show_workers",
]
