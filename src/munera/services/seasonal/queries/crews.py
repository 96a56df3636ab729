"""Employers, their crews, and who is registered for which day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet
from django.utils import timezone

from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_acted_for
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_identifier
from munera.services.seasonal import rules
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Crew, Engagement, Receipt, Worker
from munera.services.seasonal.queries import lookups


def employers_of(person: Person) -> QuerySet[Organisation]:
    """Those the person may act for today, as a member or as a delegate."""
    return organisations_acted_for(person, role=rules.EMPLOYER.code, on=timezone.localdate())


def crew_of(employer: Organisation) -> QuerySet[Worker]:
    """The employer's workers by name, each with the numbers they are known by."""
    return Worker.objects.filter(employer=employer).prefetch_related("person__identifiers").order_by("name", "pk")


def workers_of(employers: QuerySet[Organisation]) -> QuerySet[Worker]:
    """Everybody on the lists of these employers."""
    return Worker.objects.filter(employer__in=employers).order_by("employer", "name", "pk")


def worker_with_number(employer: Organisation, kind: str, number: str) -> Worker | None:
    """The worker of this employer who bears the number, if there is one."""
    person = person_by_identifier(kind, number)
    return Worker.objects.filter(employer=employer, person=person).first() if person else None


def engagements_of(employers: QuerySet[Organisation]) -> QuerySet[Engagement]:
    """All engagements of these employers, cancelled ones included, the latest day first."""
    return (
        Engagement.objects.filter(employer__in=employers)
        .select_related("employer", "worker", "receipt", "assessment")
        .order_by("-on", "worker__name", "pk")
    )


def narrowed(
    engagements: QuerySet[Engagement], *, employer: int | None, since: date | None, until: date | None
) -> QuerySet[Engagement]:
    """Those of one employer and of a span of days, both ends included; None leaves that side open."""
    if employer is not None:
        engagements = engagements.filter(employer=employer)
    if since is not None:
        engagements = engagements.filter(on__gte=since)
    if until is not None:
        engagements = engagements.filter(on__lte=until)
    return engagements


def receipts_of(employers: QuerySet[Organisation]) -> QuerySet[Receipt]:
    return Receipt.objects.filter(employer__in=employers).select_related("employer", "received_from")


def registered_on(employer: Organisation, on: date) -> QuerySet[Engagement]:
    """Who is registered with the employer for the day."""
    return (
        Engagement.objects.filter(employer=employer, on=on, state=EngagementState.REGISTERED)
        .select_related("employer", "worker", "receipt", "assessment")
        .order_by("worker__name", "pk")
    )


def registered_by_receipt(receipt: Receipt) -> QuerySet[Engagement]:
    """The engagements a receipt answers for: those it made, and those it found registered already."""
    return registered_on(receipt.employer, receipt.on).filter(worker__in=receipt.asked, shift=receipt.shift)


def free_on(employer: Organisation, on: date, *, shift: str) -> QuerySet[Worker]:
    """The crew without those registered with the employer for the shift."""
    busy = Engagement.objects.filter(employer=employer, on=on, shift=shift, state=EngagementState.REGISTERED)
    return crew_of(employer).exclude(pk__in=busy.values("worker"))


def registered_workers(employer: Organisation, on: date, shift: str) -> frozenset[int]:
    """The numbers of those registered for the shift."""
    found = lookups.workers_in_state(employer, on, shift, EngagementState.REGISTERED)
    return frozenset(lookups.answer_to(found))


def crews_of(employer: Organisation) -> QuerySet[Crew]:
    """The employer's named crews, each with its workers."""
    return Crew.objects.filter(employer=employer).prefetch_related("workers").order_by("name")


def last_crew_before(employer: Organisation, on: date) -> frozenset[int]:
    """The numbers of the workers who were registered on the last day of work before ``on``."""
    earlier = Engagement.objects.filter(employer=employer, on__lt=on, state=EngagementState.REGISTERED)
    last = earlier.aggregate(last=Max("on"))["last"]
    return frozenset(earlier.filter(on=last).values_list("worker", flat=True))


def total_of(engagements: Iterable[Engagement]) -> Decimal:
    """The exact sum of the levies that are known, one for each worker and day however many shifts it had.

    SQLite would add them as binary fractions.
    """
    by_day = {
        (engagement.worker_id, engagement.on): engagement.assessment.total
        for engagement in engagements
        if engagement.assessment
    }
    return sum(by_day.values(), Decimal(0))


def own_days(person: Person) -> QuerySet[Engagement]:
    """The days a worker was registered for or cancelled, by every employer, the latest first."""
    return (
        Engagement.objects.filter(worker__person=person)
        .select_related("employer", "worker", "receipt")
        .order_by("-on", "pk")
    )
