"""Every read: whose crew, which days, what is owed and why.

A page first asks for the employers that its person acts for; every other query starts from one of those.
"""

from munera.services.seasonal.queries.crews import (
    crew_of,
    employers_of,
    engagements_of,
    free_on,
    last_crew_before,
    narrowed,
    own_days,
    receipts_of,
    registered_by_receipt,
    registered_on,
    total_of,
    worker_with_number,
    workers_of,
)
from munera.services.seasonal.queries.levy import (
    Levy,
    OpenDays,
    awaiting_levy,
    levy_of,
    levy_on,
    open_days,
    rulebook_of,
)
from munera.services.seasonal.queries.months import Month, last_change_of_month, month_of
from munera.services.seasonal.queries.records import personal_records

__all__ = [
    "Levy",
    "Month",
    "OpenDays",
    "awaiting_levy",
    "crew_of",
    "employers_of",
    "engagements_of",
    "free_on",
    "last_change_of_month",
    "last_crew_before",
    "levy_of",
    "levy_on",
    "month_of",
    "narrowed",
    "open_days",
    "own_days",
    "personal_records",
    "receipts_of",
    "registered_by_receipt",
    "registered_on",
    "rulebook_of",
    "total_of",
    "worker_with_number",
    "workers_of",
]
