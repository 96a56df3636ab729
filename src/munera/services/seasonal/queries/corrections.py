"""What a correction of a closed month would change, before it is made."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from munera.engines import levies
from munera.services.seasonal.models import Engagement, MonthlyReturn
from munera.services.seasonal.queries.levy import rulebook_of
from munera.services.seasonal.queries.versions import late_days_of, registered_days_of


@dataclass(frozen=True, slots=True)
class Difference:
    """The newest version beside what it would become. ``struck`` and ``admitted`` are the rows that would change."""

    struck: tuple[Engagement, ...]
    admitted: tuple[Engagement, ...]
    days_before: int
    days_after: int
    total_before: Decimal
    total_after: Decimal
    currency: str
    is_known: bool

    @property
    def to_pay(self) -> Decimal:
        """What is added to the sum declared before; less than nothing where too much was declared."""
        return self.total_after - self.total_before


def difference_of(newest: MonthlyReturn, *, strike: Collection[int], admit: Collection[int]) -> Difference:
    """As ``correct_month`` would reckon it: a day with two shifts is owed once, as long as one of them stands."""
    employer = newest.employer
    standing, late = registered_days_of(employer, newest.month), late_days_of(employer, newest.month)
    busy = {(one.worker_id, one.on, one.shift) for one in standing}
    struck = tuple(one for one in standing if one.pk in strike)
    admitted = tuple(one for one in late if one.pk in admit and (one.worker_id, one.on, one.shift) not in busy)
    after: dict[str, dict[object, levies.Assessment]] = defaultdict(dict)
    is_known = True
    for one in [*(row for row in standing if row.pk not in strike), *admitted]:
        result = _result_of(one)
        is_known = is_known and result is not None
        if result:
            after[str(one.worker_id)].setdefault(one.on, result)
    owed = levies.assess_month({worker: list(days.values()) for worker, days in after.items()})
    return Difference(
        struck=struck,
        admitted=admitted,
        days_before=newest.person_days,
        days_after=owed.days,
        total_before=newest.total,
        total_after=owed.total,
        currency=newest.currency,
        is_known=is_known,
    )


def _result_of(engagement: Engagement) -> levies.Assessment | None:
    """The stored answer of the engine, or what it would be for a day that came too late."""
    if engagement.assessment:
        return levies.from_plain(engagement.assessment.result)
    asked = levies.Engagement(engagement.kind, began_on=engagement.began_on)
    try:
        return levies.assess(asked, rulebook_of(engagement.employer), on=engagement.on)
    except levies.NotAnswerable:
        return None
