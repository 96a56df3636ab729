"""What people can do, as the truth before which the engine stands: whom to ask for, and what has changed since.

It tells of numbers and claims, never of names, and only of those whom its room names. Who may see whom is no matter of
a ranking: whoever shows what was found asks that of the database again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from munera.engines.matching.model import Person as Ranked
from munera.engines.matching.truth import Changes, Mark
from munera.kernel.audit.models import Event
from munera.kernel.people.models import ErasureRequest, Person
from munera.kernel.skills.models import Evidence
from munera.kernel.skills.queries.matching import matching_claims

# Clocks of several machines differ by less, and a number is drawn by less before its row is written.
OVERLAP: Final = timedelta(minutes=2)
# No transaction takes so long: one that nobody ended does not keep us looking back for ever.
LONGEST: Final = timedelta(hours=1)
# Most has changed since an older mark.
LASTS: Final = timedelta(days=7)
# Where somebody writes when the first mark is made, their rows are at most so many numbers behind the newest.
BEHIND: Final = 10_000


def key_of(person: int) -> str:
    return f"person:{person}"


def person_of(key: str) -> int:
    return int(key.partition(":")[2])


@dataclass(frozen=True, slots=True)
class _Moment:
    """When somebody looked, the number of the newest evidence, and of the transaction that would begin next."""

    at: int
    number: int
    transaction: int = 0


class _Life(NamedTuple):
    """Of a database, by the events that nothing takes away: a number drawn for the first, and that of the newest."""

    first: int
    newest: int


def moment_of(mark: Mark) -> datetime:
    """What is stamped with an earlier one, and has not been told, was written by nobody."""
    return datetime.fromtimestamp(mark[0] / 1_000_000, tz=UTC) - OVERLAP


class SkilledPeople:
    """Whoever has evidence of a skill; ``among`` says who of them may be found, by the rules of the room that shows it.

    A mark has two moments. All that was written before the first has come to light, and changes are told from there;
    the second takes its place as soon as every transaction has ended that was running then. So what a transaction wrote
    that ended late is told by the next look after its end. On SQLite one writes at a time.
    """

    def __init__(self, among: Callable[[], QuerySet[Person]]) -> None:
        self._among = among

    def mark(self) -> Mark:
        now, running, life = _now()
        settled = now
        if running < now.transaction:
            settled = _Moment(now.at - LONGEST // timedelta(microseconds=1), max(0, now.number - BEHIND))
        return (*astuple(settled), *astuple(now), *life)

    def changes(self, since: Mark) -> Changes | None:
        settled, later, known = _Moment(*since[:3]), _Moment(*since[3:6]), _Life(*since[6:])
        now, running, life = _now()
        # A database that was put back to an earlier day knows less than the mark, whose clock may be ahead a little.
        if (
            life.first != known.first
            or life.newest < known.newest
            or _passed(later, now) > LASTS
            or _passed(now, later) > OVERLAP
        ):
            return None
        waited = _passed(later, now)
        if waited >= LONGEST or (waited >= OVERLAP and running >= later.transaction):
            settled, later = later, replace(now, number=max(now.number, later.number))
        return Changes((*astuple(settled), *astuple(later), *life), list(self._told(since)))

    def everybody(self) -> Iterable[str]:
        return map(key_of, self._skilled().order_by("pk").values_list("pk", flat=True).iterator())

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[Ranked]:
        numbers = self._skilled().filter(pk__in=[person_of(key) for key in keys]).values_list("pk", flat=True)
        claims = matching_claims(list(numbers), on=on)
        return [Ranked(key_of(number), of_person) for number, of_person in claims.items()]

    def _skilled(self) -> QuerySet[Person]:
        return self._among().filter(Exists(Evidence.objects.filter(person=OuterRef("pk"))))

    def _told(self, since: Mark) -> Iterator[tuple[str, tuple[str, int, datetime | None]]]:
        moment = moment_of(since)
        # Asked of each that has changed: the other way round it would be asked of everybody.
        is_among = Exists(self._among().filter(pk=OuterRef("person")))
        # One after the other: each has its index, and an "or" of both has none.
        for changed in (Evidence.objects.filter(pk__gt=since[1]), Evidence.objects.filter(voided_at__gte=moment)):
            rows = changed.filter(is_among).order_by().values_list("person_id", "pk", "voided_at")
            for person, number, voided_at in rows:
                yield key_of(person), ("evidence", number, voided_at)
        erased = ErasureRequest.objects.filter(carried_out_at__gte=moment).order_by()
        for person, number in erased.values_list("person_id", "pk"):
            yield key_of(person), ("erasure", number, None)


def _passed(one: _Moment, other: _Moment) -> timedelta:
    return timedelta(microseconds=other.at - one.at)


def _now() -> tuple[_Moment, int, _Life]:
    """This moment, the number of the first transaction that has not ended, and the life of the database."""
    at = int(timezone.now().timestamp() * 1_000_000)
    number = Evidence.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first = Event.objects.order_by("pk").values_list("nonce", flat=True).first()
    life = _Life(first.int >> 64 if first else 0, Event.objects.aggregate(newest=Max("pk"))["newest"] or 0)
    if connection.vendor != "postgresql":
        return _Moment(at, number), 0, life
    # After the number was read: whoever drew an earlier one and has not ended is running now.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint"
            " FROM pg_current_snapshot() AS now"
        )
        running, following = cursor.fetchone()
    return _Moment(at, number, following), running, life
