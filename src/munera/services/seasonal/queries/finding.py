"""Finding somebody on an employer's list, by name as people type it or by the whole number."""

import unicodedata

from django.db.models import QuerySet

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import rules
from munera.services.seasonal.models import Crew, Engagement, Worker
from munera.services.seasonal.queries.crews import crew_of, worker_with_number

# Letters that do not come apart into a plain one and a mark.
PLAIN = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss"})


def workers_found(employer: Organisation, wanted: str) -> QuerySet[Worker]:
    """The employer's workers whose name holds every word of ``wanted``, marks on letters aside, or who bear it."""
    everybody = crew_of(employer)
    words = plain_letters(wanted).split()
    if not words:
        return everybody
    if any(letter.isdigit() for letter in wanted):
        return everybody.filter(pk__in=_bearers(employer, wanted))
    # SQLite knows no capitals beyond ASCII, so the names are compared here.
    names = everybody.prefetch_related(None).values_list("pk", "name")
    return everybody.filter(pk__in=[pk for pk, name in names if all(word in plain_letters(name) for word in words)])


def plain_letters(text: str) -> str:
    """In small letters without marks: ``Đorđević`` becomes ``dordevic``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(PLAIN)


def workers_shown(employers: QuerySet[Organisation]) -> QuerySet[Worker]:
    """Each with employer and numbers, for the page of one."""
    found = Worker.objects.filter(employer__in=employers)
    return found.select_related("employer", "person").prefetch_related("person__identifiers")


def days_of_worker(worker: Worker) -> QuerySet[Engagement]:
    """With this employer, the latest first, taken off and late ones included."""
    return (
        Engagement.objects.filter(worker=worker)
        .select_related("employer", "worker", "receipt", "assessment")
        .order_by("-on", "pk")
    )


def crews_shown(employers: QuerySet[Organisation]) -> QuerySet[Crew]:
    """Each with employer and workers, for the page of one."""
    return Crew.objects.filter(employer__in=employers).select_related("employer").prefetch_related("workers")


def crews_with(worker: Worker) -> QuerySet[Crew]:
    return Crew.objects.filter(workers=worker).order_by("name")


def _bearers(employer: Organisation, number: str) -> list[int]:
    found = (worker_with_number(employer, kind, number) for kind in rules.IDENTIFIER_KINDS[employer.country])
    return [worker.pk for worker in found if worker]
