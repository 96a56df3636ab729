"""A person may have a copy of everything held about them, and may ask to be forgotten; both reach into every room.

``ROOMS`` is written out: a house test fails when a model points at a person and no room here declares it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from munera.flows import sign_in_records
from munera.flows.packing import AT_ONCE, pack, references_of
from munera.kernel.access import queries as access
from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import events_about
from munera.kernel.audit.rules import reference
from munera.kernel.credentials import queries as credentials
from munera.kernel.documents import queries as documents
from munera.kernel.jobs import queries as jobs
from munera.kernel.jobs.actions import Progress, start_job
from munera.kernel.jobs.models import Job
from munera.kernel.messages import queries as messages
from munera.kernel.organisations import queries as organisations
from munera.kernel.organisations.actions import end_delegation, end_membership
from munera.kernel.people import queries as people
from munera.kernel.people.actions import (
    close_erasure,
    discard_stale_exports,
    forget_person,
    keep_export,
    request_export,
)
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import ErasureRequest, Export, Identifier, Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.refusal import Sentence
from munera.kernel.skills import queries as skills
from munera.services.evaluators import queries as evaluators
from munera.services.mentor import queries as mentor
from munera.services.seasonal import queries as seasonal

# From the ground up; erasing goes from the top down, because upper rooms point at lower ones.
ROOMS: Final[tuple[Callable[[Person], list[PersonalRecords]], ...]] = (
    people.personal_records,
    sign_in_records.personal_records,
    organisations.personal_records,
    access.personal_records,
    jobs.personal_records,
    messages.personal_records,
    documents.personal_records,
    skills.personal_records,
    credentials.personal_records,
    seasonal.personal_records,
    evaluators.personal_records,
    mentor.personal_records,
)


def everything_about(person: Person) -> list[PersonalRecords]:
    """What every room holds about a person, and what becomes of it."""
    return [records for records_of in ROOMS for records in records_of(person)]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one kind of record when its person is forgotten; the page that explains reads the same."""

    records: PersonalRecords
    count: int
    stays: bool

    @property
    def because(self) -> Sentence:
        """Why it stays: by its own law, or because what another law keeps needs it."""
        if self.records.erasure == Erasure.KEEP:
            return self.records.because
        return _("encrypted, as long as records that the law keeps need the number")

    @property
    def table(self) -> str:
        return str(self.records.rows.model._meta.label_lower)


def fates(person: Person) -> list[Fate]:
    """From the ground up, also where there is nothing."""
    counted = [(records, records.rows.count()) for records in everything_about(person)]
    numbers_stay = any(records.needs_identifiers and count for records, count in counted)
    return [
        Fate(records, count, records.erasure == Erasure.KEEP or (numbers_stay and records.rows.model is Identifier))
        for records, count in counted
    ]


def kept_until(records: PersonalRecords) -> date | None:
    """The end of the year in which the law lets go of the last of these rows; none if no term is set.

    The term of what has not ended yet begins when the person is forgotten: today at the earliest.
    """
    if records.keep_years is None:
        return None
    has_not_ended = records.rows.filter(**{f"{records.kept_from}__isnull": True}).exists()
    last = records.rows.aggregate(last=Max(records.kept_from))["last"]
    since = timezone.localdate() if has_not_ended or last is None else last
    return date(since.year + records.keep_years, 12, 31)


# --- a copy of everything -----------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_copy(person: Person) -> Job:
    """Ask for the copy; it is packed in the background, and the job shows how far it is."""
    export = request_export(person, by=person)
    title = _("A copy of everything held about you")
    return start_job("people.export", by=person, arguments={"export": export.pk}, title=title)


def pack_copy(progress: Progress, export: int) -> dict[str, str] | None:
    """The job: pack what every room holds. One asked for twice is packed once."""
    asked = Export.objects.select_related("person").filter(pk=export).first()
    if asked is None:
        return None
    if asked.packed_at is None:
        records = everything_about(asked.person)
        progress.report(0, of=len(records))
        keep_export(asked, pack(asked.person, records, report=progress.report))
    return {"page": "people:list_exports"}


def discard_old_copies(_progress: Progress) -> dict[str, int]:
    """The job: a copy lies ready for some days, not for ever."""
    return {"discarded": discard_stale_exports()}


# --- who looked ---------------------------------------------------------------------------------------------------


def looks_at(person: Person, *, most: int) -> list[Event]:
    """Who opened the person's file, or a row in which a room speaks of them; newest first, their own looks left out."""
    references = references_of(everything_about(person))
    found: list[Event] = []
    while some := list(islice(references, AT_ONCE)):
        looks = events_about(some).filter(verb__endswith=".viewed").exclude(actor=reference(person))
        found += looks.order_by("-pk")[:most]
    return sorted(found, key=lambda event: -event.pk)[:most]


# --- being forgotten ----------------------------------------------------------------------------------------------


def waiting() -> QuerySet[ErasureRequest]:
    """Requests that a privacy officer approved and nobody has carried out."""
    return people.approved_erasures()


def run() -> int:
    """Carry out what waits; a second run finds nothing."""
    return sum(erase(erasure_request) for erasure_request in list(waiting()))


def run_job(_progress: Progress) -> dict[str, int]:
    """The job: for what a page left unfinished."""
    return {"erased": run()}


@transaction.atomic
def erase(erasure_request: ErasureRequest) -> bool:
    """Delete what may go, empty the names of what must stay; everything or nothing, and once."""
    approved = waiting().select_for_update(of=("self",)).filter(pk=erasure_request.pk).first()
    if approved is None:
        return False
    person = Person.objects.select_for_update().get(pk=approved.person_id)
    email, language = person.email, person.language
    _end_roles(person, by=approved.approved_by or person)
    deleted, kept = _erase_rows(person)
    forget_person(person)
    close_erasure(approved, deleted=deleted, kept=kept)
    if email:
        transaction.on_commit(lambda: _tell_by_mail(email, language), robust=True)
    return True


def _end_roles(person: Person, *, by: Person) -> None:
    today = timezone.localdate()
    for membership in organisations.memberships_of(person, on=today).exclude(ends_on=today):
        end_membership(membership, by=by, ends_on=max(today, membership.starts_on))
    for delegation in organisations.delegations_held_by(person, on=today).exclude(ends_on=today):
        end_delegation(delegation, by=by, ends_on=max(today, delegation.starts_on))


def _erase_rows(person: Person) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows went and how many stayed, by table."""
    deleted: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for fate in reversed(fates(person)):
        if fate.stays:
            kept[fate.table] += fate.count
            if fate.records.blanked:
                fate.records.rows.update(**dict.fromkeys(fate.records.blanked, ""))
        else:
            deleted[fate.table] += fate.count
            fate.records.rows.delete()
    return dict(deleted), dict(kept)


def _tell_by_mail(email: str, language: str) -> None:
    """The last letter: its address is forgotten once it is sent."""
    with translation.override(language or settings.LANGUAGE_CODE):
        send_mail(
            _("You have been forgotten"),
            _(
                "As you asked, what was held about you has been deleted. What the law obliges us to keep is kept "
                "without your name. You can no longer sign in, and we will not write to you again."
            ),
            None,
            [email],
        )
