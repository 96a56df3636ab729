"""Until when a day may be registered and cancelled, as a page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.queries.deadlines import deadlines_of
from munera.services.seasonal.queries.levy import in_reader_language


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The moments of one shift of one day, each still in time itself."""

    register_until: datetime
    cancel_until: datetime
    source: str
    verified: bool


def cut_offs_of(employer: Organisation, on: date, shift: str) -> CutOffs | None:
    """None where the rules do not know that shift on that day."""
    try:
        deadlines = deadlines_of(employer, on, shift)
    except levies.NotAnswerable:
        return None
    return CutOffs(
        register_until=deadlines.register_until,
        cancel_until=deadlines.cancel_until,
        source=in_reader_language(deadlines.sources),
        verified=deadlines.verified,
    )
