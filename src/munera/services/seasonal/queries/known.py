"""All that the rows say to an operation before it is judged, read in one statement while it is held still."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.queries import lookups
from munera.services.seasonal.queries.levy import rulebook_of
from munera.services.seasonal.queries.limits import Counting, LimitUsed, countings_of, used_of


@dataclass(frozen=True, slots=True)
class Known:
    """What holds now. ``limits`` is None where the rules do not say how far one goes, or where none was asked for."""

    earlier: int | None
    is_closed: bool
    registered: frozenset[int]
    cancelled: frozenset[int]
    assessment: int | None = None
    limits: Sequence[LimitUsed] | None = None


def known_to_cancel(employer: Organisation, op_id: UUID, on: date, shift: str) -> Known:
    """Whether the operation was answered before, whether the month is closed, who stands on the shift and who did."""
    return _standing(lookups.answers_to(_about(employer, op_id, on, shift)))


def known_to_register(
    employer: Organisation, op_id: UUID, on: date, shift: str, *, people: Sequence[int], engagement: levies.Engagement
) -> Known:
    """The same, with how far the limits are used and the stored levy of the day."""
    about = _about(employer, op_id, on, shift)
    countings = _countings(employer, people, on, kind=engagement.kind)
    counted = [one.question for one in countings or () if one.question]
    levy = _levy(employer, engagement, on=on)
    standing = lookups.answers_to([*about, *counted, *levy])
    answers = iter(standing[len(about) :])
    limits = None
    if countings is not None:
        limits = [used_of(one, people, on, next(answers) if one.question else {}) for one in countings]
    known = _standing(standing)
    return replace(known, limits=limits, assessment=_first(next(answers)) if levy else None)


def _about(employer: Organisation, op_id: UUID, on: date, shift: str) -> list[lookups.Question]:
    return [
        lookups.earlier_receipt(employer, op_id),
        lookups.month_closed(employer, on),
        lookups.workers_in_state(employer, on, shift, EngagementState.REGISTERED),
        lookups.workers_in_state(employer, on, shift, EngagementState.CANCELLED),
    ]


def _standing(answers: Sequence[dict[int, int]]) -> Known:
    earlier, closed, registered, cancelled = answers[:4]
    return Known(_first(earlier), bool(closed), frozenset(registered), frozenset(cancelled))


def _countings(employer: Organisation, people: Sequence[int], on: date, *, kind: str) -> list[Counting] | None:
    try:
        return countings_of(employer, people, on, kind=kind)
    except levies.NotAnswerable:
        return None


def _levy(employer: Organisation, engagement: levies.Engagement, *, on: date) -> list[lookups.Question]:
    """The question for the stored levy, unless there are no rules for such work."""
    try:
        book = rulebook_of(employer)
        digest = levies.digest_of(engagement, on=on, rulebook=book)
    except levies.NotAnswerable:
        return []
    return [lookups.stored_assessment(book.version, digest)]


def _first(answer: dict[int, int]) -> int | None:
    return next(iter(answer), None)
