"""What a labour inspector may see, and what the register knew at a given moment.

An inspectorate looks at the employers of its own country. A moment is judged by our clock alone: a row was known
once its receipt was given, stood until it was cancelled, and a late one stood only from the correction that let it in.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from stdnum.iso7064 import mod_97_10

from munera.kernel.access.choices import Role
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_with_member
from munera.kernel.people.models import Person
from munera.kernel.people.queries import digest_of
from munera.kernel.people.rules import with_plain_digits
from munera.services.seasonal import rules
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, Receipt, Worker


@dataclass(frozen=True, slots=True)
class KnownAt:
    """One entry as it stood at a moment."""

    engagement: Engagement
    state: EngagementState

    @property
    def is_registered(self) -> bool:
        return self.state is EngagementState.REGISTERED


@dataclass(frozen=True, slots=True)
class Inspected:
    """An employer's day as it was known ``at`` a moment, and how many entries have come or gone since."""

    at: datetime
    registered: tuple[KnownAt, ...]
    others: tuple[KnownAt, ...]
    came_later: int
    went_later: int

    @property
    def people(self) -> int:
        return len({known.engagement.person_id for known in self.registered})


@dataclass(frozen=True, slots=True)
class AtPlace:
    """How many people an employer had registered at a place; nowhere, where it had nobody."""

    employer: Organisation
    place: str
    people: int


# --- whose rows ---------------------------------------------------------------------------------------------------


def offices_of(person: Person, role: Role) -> QuerySet[Organisation]:
    """The public bodies in which the person holds the role today."""
    return organisations_with_member(person, role=role.code, on=timezone.localdate())


def employers_inspected_by(person: Person) -> QuerySet[Organisation]:
    countries = offices_of(person, rules.INSPECTOR).values("country")
    return Organisation.objects.filter(kind=OrganisationKind.EMPLOYER, country__in=countries).order_by("name", "pk")


def people_inspected_by(person: Person) -> QuerySet[Person]:
    """Everybody on the list of such an employer."""
    lists = Worker.objects.filter(person=OuterRef("pk"), employer__in=employers_inspected_by(person))
    return Person.objects.filter(Exists(lists))


def receipts_inspected_by(person: Person) -> QuerySet[Receipt]:
    found = Receipt.objects.filter(employer__in=employers_inspected_by(person))
    return found.select_related("employer", "received_from")


# --- looking for --------------------------------------------------------------------------------------------------


def employers_named(inspector: Person, text: str) -> QuerySet[Organisation]:
    """By a part of the name, or by the registration number."""
    digits = with_plain_digits(text).replace(" ", "")
    return employers_inspected_by(inspector).filter(Q(name__icontains=text.strip()) | Q(registration_number=digits))


def people_named(inspector: Person, text: str) -> QuerySet[Person]:
    """By a part of the name, as an employer or the person wrote it."""
    name = text.strip()
    written = Worker.objects.filter(
        person=OuterRef("pk"), employer__in=employers_inspected_by(inspector), name__icontains=name
    )
    found = people_inspected_by(inspector).filter(Q(full_name__icontains=name) | Q(Exists(written)))
    return found.prefetch_related("identifiers").order_by("full_name", "pk")


def person_numbered(inspector: Person, plain: str, *, kinds: tuple[str, ...]) -> Person | None:
    digests = [digest_of(kind, plain) for kind in kinds]
    return people_inspected_by(inspector).filter(identifiers__digest__in=digests).first()


def receipt_number_is_whole(typed: str) -> bool:
    """Whether the check digits of a receipt's number are right: it can be told without asking the register."""
    digits = _digits_of(typed)
    return len(digits) >= 13 and mod_97_10.is_valid(digits)


def receipt_numbered(inspector: Person, typed: str) -> Receipt | None:
    """The receipt with this number; none also where the year is another than that of the receipt."""
    digits = _digits_of(typed)
    year, running = int(digits[:4]), int(digits[4:-2])
    found = receipts_inspected_by(inspector).filter(pk=running).first() if running < 2**63 else None
    return found if found and found.received_at.year == year else None


def places_on(inspector: Person, on: date, *, at: datetime, named: str = "", place: str = "") -> list[AtPlace]:
    """Where people were registered on the day, as known at the moment. Whoever was looked for by name and had
    nobody registered is listed too: that is what an inspector wants to know."""
    employers = employers_named(inspector, named) if named else employers_inspected_by(inspector)
    counted = _registered_at(Engagement.objects.filter(on=on, employer__in=employers), at)
    if place:
        counted = counted.filter(place__icontains=place.strip())
    rows = list(
        counted.order_by("employer__name", "place")
        .values_list("employer", "place")
        .annotate(people=Count("person", distinct=True))
    )
    by_number = Organisation.objects.in_bulk({employer for employer, _place, _people in rows})
    found = [AtPlace(by_number[employer], where, people) for employer, where, people in rows]
    if named and not place:
        found += [AtPlace(one, "", 0) for one in employers if one.pk not in by_number]
    return found


def names_of_workers(numbers: list[int]) -> dict[int, str]:
    """By the number of the row, the names that their employer wrote."""
    return {worker.pk: worker.shown_name for worker in Worker.objects.filter(pk__in=numbers)}


# --- as it was known ----------------------------------------------------------------------------------------------


def inspected(employer: Organisation, on: date, *, at: datetime) -> Inspected:
    rows = _with_everything(Engagement.objects.filter(employer=employer, on=on)).order_by("worker__name", "pk")
    everything = list(rows)
    known = known_at(everything, at=at)
    now = known_at(everything, at=timezone.now())
    then_standing = {one.engagement.pk for one in known if one.is_registered}
    standing_now = {one.engagement.pk for one in now if one.is_registered}
    return Inspected(
        at=at,
        registered=tuple(one for one in known if one.is_registered),
        others=tuple(one for one in known if not one.is_registered),
        came_later=len(standing_now - then_standing),
        went_later=len(then_standing - standing_now),
    )


def days_of(inspector: Person, someone: Person, *, at: datetime) -> list[KnownAt]:
    """Every entry of somebody with the employers that the inspector looks at, the latest day first."""
    found = Engagement.objects.filter(person=someone, employer__in=employers_inspected_by(inspector))
    return known_at(_with_everything(found).order_by("-on", "pk"), at=at)


def known_at(engagements: QuerySet[Engagement] | list[Engagement], *, at: datetime) -> list[KnownAt]:
    """Those that were known at the moment, each with the state it had."""
    return [KnownAt(one, _state_at(one, at)) for one in engagements if one.receipt.received_at <= at]


def _state_at(engagement: Engagement, at: datetime) -> EngagementState:
    if engagement.cancelled_at and engagement.cancelled_at <= at:
        return EngagementState.CANCELLED
    let_in_later = engagement.admitted_at is not None and engagement.admitted_at > at
    return EngagementState.LATE if engagement.is_late or let_in_later else EngagementState.REGISTERED


def _registered_at(engagements: QuerySet[Engagement], at: datetime) -> QuerySet[Engagement]:
    """The same question to the database."""
    in_time = Q(admitted_at=None) & ~Q(state=EngagementState.LATE)
    return engagements.filter(receipt__received_at__lte=at).filter(
        Q(cancelled_at=None) | Q(cancelled_at__gt=at), in_time | Q(admitted_at__lte=at)
    )


def _with_everything(engagements: QuerySet[Engagement]) -> QuerySet[Engagement]:
    found = engagements.select_related("employer", "worker__person", "receipt")
    return found.prefetch_related("worker__person__identifiers")


def _digits_of(typed: str) -> str:
    return "".join(letter for letter in with_plain_digits(typed) if letter in "0123456789")
