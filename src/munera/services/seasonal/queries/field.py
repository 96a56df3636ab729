"""What the phone in the field keeps of an employer: who may be registered, for which days and until when.

Names and the room's own numbers only: what identifies a person never lies on a phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import EngagementState, OperationKind, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from munera.services.seasonal.queries.answers import answers_of, sentence_of_receipt
from munera.services.seasonal.queries.crews import crews_of, last_crew_before
from munera.services.seasonal.queries.deadlines import deadlines_of, shifts_of, today_of
from munera.services.seasonal.queries.levy import in_reader_language, open_days, rulebook_of
from munera.services.seasonal.queries.limits import LimitUsed, findings_for, limits_used
from munera.services.seasonal.queries.lookups import is_closed
from munera.services.seasonal.queries.returns import owed_for_month

RECEIPTS_SHOWN = 20
A_DAY = timedelta(days=1)
# By day and shift, the numbers of the workers who are registered.
Registered = dict[tuple[date, str], list[int]]


@dataclass(frozen=True, slots=True)
class FieldShift:
    """A shift of a day: until when it may be changed, and who stands on it."""

    id: str
    name: str
    register_until: datetime
    cancel_until: datetime
    registered: list[int]


@dataclass(frozen=True, slots=True)
class FieldDay:
    """A day that can still be registered or cancelled in some shift."""

    on: date
    is_closed: bool
    shifts: list[FieldShift]


@dataclass(frozen=True, slots=True)
class FieldWorker:
    """Somebody on the list; ``left`` is None where no limit refuses a day. ``notes`` are what the rules say of them."""

    id: int
    name: str
    left: int | None
    notes: list[str]


@dataclass(frozen=True, slots=True)
class FieldCrew:
    name: str
    workers: list[int]


@dataclass(frozen=True, slots=True)
class FieldReceipt:
    """An own receipt: for how many of those asked for what was wanted is so now."""

    id: int
    number: str
    kind: OperationKind
    on: date
    outcome: Outcome
    received_at: datetime
    asked: int
    standing: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Field:
    """Everything the page in the field needs while there is no network."""

    employer: int
    name: str
    time_zone: str
    today: date
    currency: str
    due: Decimal
    without_levy: int
    days: list[FieldDay]
    workers: list[FieldWorker]
    crews: list[FieldCrew]
    last_crew: list[int]
    receipts: list[FieldReceipt]


def field_of(employer: Organisation, person: Person, *, at: datetime) -> Field:
    """As it stands at this moment, with the receipts that this person was given."""
    today = today_of(employer, at=at)
    last = open_days(employer, today=today).last
    workers = list(Worker.objects.filter(employer=employer).order_by("name", "pk"))
    registered = _registered(employer, today - A_DAY, last)
    owed = owed_for_month(employer, today.replace(day=1))
    book = rulebook_of(employer)
    return Field(
        employer=employer.pk,
        name=employer.name,
        time_zone=book.time_zone,
        today=today,
        currency=book.currency,
        due=owed.month.total,
        without_levy=owed.without_levy,
        days=list(_days(employer, today - A_DAY, last, registered, at=at)),
        workers=list(_workers(employer, workers, today, registered)),
        crews=[FieldCrew(crew.name, sorted(one.pk for one in crew.workers.all())) for crew in crews_of(employer)],
        last_crew=sorted(last_crew_before(employer, today)),
        receipts=[_receipt(receipt) for receipt in _receipts(employer, person)],
    )


def _registered(employer: Organisation, first: date, last: date) -> Registered:
    found = Engagement.objects.filter(employer=employer, on__range=(first, last), state=EngagementState.REGISTERED)
    by_shift: Registered = defaultdict(list)
    for on, shift, worker in found.order_by("worker").values_list("on", "shift", "worker"):
        by_shift[on, shift].append(worker)
    return by_shift


def _days(
    employer: Organisation, first: date, last: date, registered: Registered, *, at: datetime
) -> Iterator[FieldDay]:
    """Those for which the rules know shifts; yesterday only where one is still open, as that of a night may be."""
    closed = {month: is_closed(employer, month) for month in {day.replace(day=1) for day in _each_day(first, last)}}
    for on in _each_day(first, last):
        shifts = [_shift(employer, on, shift, name, registered) for shift, name in shifts_of(employer, on)]
        if (shifts and on > first) or any(at <= max(shift.register_until, shift.cancel_until) for shift in shifts):
            yield FieldDay(on, closed[on.replace(day=1)], shifts)


def _shift(employer: Organisation, on: date, shift: str, name: str, registered: Registered) -> FieldShift:
    until = deadlines_of(employer, on, shift)
    return FieldShift(shift, name, until.register_until, until.cancel_until, registered.get((on, shift), []))


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + number * A_DAY for number in range((last - first).days + 1))


def _workers(
    employer: Organisation, workers: list[Worker], today: date, registered: Registered
) -> Iterator[FieldWorker]:
    refusing = [
        used
        for used in limits_used(employer, [worker.person_id for worker in workers], today)
        if used.limit.on_exceed is levies.OnExceed.REFUSE
    ]
    here_today = {worker for (on, _shift), numbers in registered.items() if on == today for worker in numbers}
    for worker in workers:
        yield FieldWorker(
            worker.pk,
            worker.shown_name,
            _left(refusing, worker.person_id, is_here=worker.pk in here_today),
            [
                in_reader_language(finding.sentences)
                for finding in findings_for(employer, worker, today)
                if finding.effect is not levies.Effect.TELL
            ],
        )


def _left(refusing: Iterable[LimitUsed], person: int, *, is_here: bool) -> int | None:
    """The days until the nearest limit; today, which the limits leave out, counts where the worker stands on it."""
    left = min((used.left(person) for used in refusing), default=None)
    return max(0, left - 1) if left is not None and is_here else left


def _receipts(employer: Organisation, person: Person) -> Iterable[Receipt]:
    own = Receipt.objects.filter(employer=employer, received_from=person).select_related("employer")
    return own.order_by("-received_at", "-pk")[:RECEIPTS_SHOWN]


def _receipt(receipt: Receipt) -> FieldReceipt:
    told = answers_of(receipt)
    return FieldReceipt(
        id=receipt.pk,
        number=receipt.number,
        kind=OperationKind(receipt.kind),
        on=receipt.on,
        outcome=Outcome(receipt.outcome),
        received_at=receipt.received_at,
        asked=len(told),
        standing=sum(one.stands for one in told),
        sentence=sentence_of_receipt(receipt),
    )
