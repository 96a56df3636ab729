"""All that the rows say to an operation before it is judged, read in one statement while it is held still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import AnyWorker
from munera.services.seasonal.queries import lookups
from munera.services.seasonal.queries.levy import rulebook_of
from munera.services.seasonal.queries.limits import Counting, LimitUsed, countings_of, used_of


@dataclass(frozen=True, slots=True)
class Known:
    """What holds now of the workers asked for, and of everyone on the shift where some are taken off.

    ``limits`` is None where the rules do not say how far one goes, or where none was asked for.
    """

    earlier: int | None
    is_closed: bool
    registered: frozenset[int]
    cancelled: frozenset[int] = frozenset()
    assessment: int | None = None
    limits: Sequence[LimitUsed] | None = None


def known_to_cancel(employer: Organisation, op_id: UUID, on: date, shift: str) -> Known:
    """Whether the operation was answered before, whether the month is closed, who stands on the shift and who did."""
    earlier, closed = lookups.earlier_receipt(employer, op_id), lookups.month_closed(employer, on)
    registered, cancelled = (
        lookups.workers_in_state(employer, on, shift, state)
        for state in (EngagementState.REGISTERED, EngagementState.CANCELLED)
    )
    answers = lookups.answers_to((earlier, closed, registered, cancelled))
    return Known(
        earlier=_first(answers[earlier]),
        is_closed=bool(answers[closed]),
        registered=frozenset(answers[registered]),
        cancelled=frozenset(answers[cancelled]),
    )


def known_to_register(
    employer: Organisation,
    op_id: UUID,
    on: date,
    shift: str,
    *,
    workers: Sequence[AnyWorker],
    engagement: levies.Engagement,
) -> Known:
    """The same, but for who was taken off; with how far the limits are used and the stored levy of the day."""
    earlier, closed = lookups.earlier_receipt(employer, op_id), lookups.month_closed(employer, on)
    crew = [worker.pk for worker in workers]
    registered = lookups.workers_in_state(employer, on, shift, EngagementState.REGISTERED, among=crew)
    people = [worker.person_id for worker in workers]
    countings = _countings(employer, people, on, kind=engagement.kind)
    levy = _levy(employer, engagement, on=on)
    counted = (one.question for one in countings or ())
    answers = lookups.answers_to(one for one in (earlier, closed, registered, *counted, levy) if one)
    limits = None
    if countings is not None:
        limits = [used_of(one, people, on, one.from_rows(answers)) for one in countings]
    return Known(
        earlier=_first(answers[earlier]),
        is_closed=bool(answers[closed]),
        registered=frozenset(answers[registered]),
        assessment=_first(answers[levy]) if levy else None,
        limits=limits,
    )


def _countings(employer: Organisation, people: Sequence[int], on: date, *, kind: str) -> list[Counting] | None:
    try:
        return countings_of(employer, people, on, kind=kind)
    except levies.NotAnswerable:
        return None


def _levy(employer: Organisation, engagement: levies.Engagement, *, on: date) -> lookups.Question | None:
    """The question for the stored levy, unless there are no rules for such work."""
    try:
        book = rulebook_of(employer)
        digest = levies.digest_of(engagement, on=on, rulebook=book)
    except levies.NotAnswerable:
        return None
    return lookups.stored_assessment(book.version, digest)


def _first(answer: lookups.Answer) -> int | None:
    return next(iter(answer), None)
