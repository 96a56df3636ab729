"""The inbox, the outbox, and what people prefer."""

from datetime import timedelta

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.models import Job
from munera.kernel.jobs.queries import failed_jobs_of_people
from munera.kernel.messages.choices import Channel, DeliveryState, LetterKind
from munera.kernel.messages.models import Delivery, Letter, Preference
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords

# Longer than every time-out of one delivery together.
CLAIM = timedelta(minutes=5)

JOB_FAILED = "jobs.failed"


def letters_to(person: Person) -> QuerySet[Letter]:
    """The person's inbox, newest first."""
    return Letter.objects.filter(person=person).order_by("-created_at", "-pk")


def unread_letters_to(person: Person) -> QuerySet[Letter]:
    return letters_to(person).filter(read_at=None)


def letter_kinds() -> tuple[LetterKind, ...]:
    """Every kind of letter this site writes, as ``settings.MUNERA_LETTER_KINDS`` lists them."""
    kinds: tuple[LetterKind, ...] = import_string(settings.MUNERA_LETTER_KINDS)
    return kinds


def letter_kind(code: str) -> LetterKind:
    """Raises ``LookupError`` for a kind that is not listed: a fault of the program."""
    for kind in letter_kinds():
        if kind.code == code:
            return kind
    message = f"no letter of kind {code!r} in {settings.MUNERA_LETTER_KINDS}"
    raise LookupError(message)


def unwanted_kinds(person: Person) -> frozenset[str]:
    """The kinds that the person does not want by e-mail."""
    unwanted = Preference.objects.filter(person=person, channel=Channel.EMAIL, wanted=False)
    return frozenset(unwanted.values_list("kind", flat=True))


def due_deliveries() -> QuerySet[Delivery]:
    """What can be sent now, and what a crash has left in the middle."""
    now = timezone.now()
    waiting = Q(state=DeliveryState.WAITING, next_at__lte=now)
    return Delivery.objects.filter(waiting | _left_behind()).order_by("next_at", "pk")


def deliveries_left_behind() -> QuerySet[Delivery]:
    return Delivery.objects.filter(_left_behind()).order_by("pk")


def _left_behind() -> Q:
    under_way = [DeliveryState.CLAIMED, DeliveryState.HANDING]
    return Q(state__in=under_way, claimed_at__lt=timezone.now() - CLAIM)


def outbox_counts() -> dict[str, int]:
    """How many deliveries are in each state; for the metrics, the status page and the operator."""
    counted = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in DeliveryState.values}


def untold_failures() -> QuerySet[Job]:
    """Failed jobs whose owner has had no letter about it."""
    reference = Concat(Value("jobs.job:"), Cast(OuterRef("pk"), CharField()))
    told = Letter.objects.filter(kind=JOB_FAILED, about=reference)
    return failed_jobs_of_people().filter(~Exists(told))


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="messages",
            name=_("Letters written to you"),
            rows=letters_to(person),
            fields=("kind", "subject", "body", "language", "created_at", "read_at"),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="messages",
            name=_("Which letters you want by e-mail"),
            rows=Preference.objects.filter(person=person),
            fields=("kind", "channel", "wanted"),
            erasure=Erasure.DELETE,
        ),
    ]
