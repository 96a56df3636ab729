"""Every write of this room."""

from munera.services.mentor.actions.claiming import (
    NothingProved,
    claim_attempt,
    count_claim,
    opt_in,
    withdraw_opt_in,
)
from munera.services.mentor.actions.passing import take_credential
from munera.services.mentor.actions.sharing import take_report_along

__all__ = [
    "NothingProved",
    "claim_attempt",
    "count_claim",
    "opt_in",
    "take_credential",
    "take_report_along",
    "withdraw_opt_in",
]
