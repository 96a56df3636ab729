"""Uploaded files, and what became of each row."""

import json
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone

from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_with_member
from munera.kernel.people.queries import people_by_identifiers, person_by_identifier
from munera.kernel.sealing import unseal_bytes
from munera.services.seasonal import rules
from munera.services.seasonal.choices import Outcome, UploadState
from munera.services.seasonal.models import Upload, UploadRow, Worker
from munera.services.seasonal.queries.faults import sentence_of_row

# A file that could not be worked off in this time is let go of: it holds national numbers.
FILE_LASTS: Final = timedelta(days=7)


def uploads_of(employers: QuerySet[Organisation]) -> QuerySet[Upload]:
    """The files uploaded for these employers, the newest first; what is sealed is not read."""
    return (
        Upload.objects.filter(employer__in=employers)
        .defer("sealed")
        .select_related("employer", "by", "work")
        .order_by("-received_at", "-pk")
    )


def earlier_upload(upload: Upload) -> Upload | None:
    """The last one of the very same file for the employer, if there was one."""
    same = Upload.objects.filter(employer=upload.employer_id, sha256=upload.sha256, pk__lt=upload.pk)
    return same.defer("sealed").order_by("-pk").first()


def content_of(upload: Upload) -> bytes:
    """The file itself, opened."""
    return unseal_bytes(bytes(upload.sealed))


def stale_uploads() -> QuerySet[Upload]:
    """Files that have lain for too long."""
    before = timezone.now() - FILE_LASTS
    return Upload.objects.filter(state=UploadState.RECEIVED, received_at__lte=before).defer("sealed")


def answered_days(upload: Upload) -> set[tuple[int, date | None]]:
    """The days of rows that have been answered, by number of the row and day."""
    return set(UploadRow.objects.filter(upload=upload).values_list("number", "on"))


def outcomes_of(upload: Upload) -> dict[Outcome, int]:
    """How many days of rows were answered in which way, those that stand first."""
    counted = upload.counts or count_outcomes(upload)
    return {outcome: counted[outcome.value] for outcome in Outcome if outcome.value in counted}


def count_outcomes(upload: Upload) -> dict[str, int]:
    """Counted from the rows themselves."""
    counted = UploadRow.objects.filter(upload=upload).order_by().values_list("outcome").annotate(Count("pk"))
    return dict(counted)


def rows_of_upload(upload: Upload) -> QuerySet[UploadRow]:
    """Every answer, in the order of the file."""
    return (
        UploadRow.objects.filter(upload=upload)
        .select_related("worker", "receipt__employer")
        .order_by("number", "on", "pk")
    )


def problems_of(upload: Upload) -> QuerySet[UploadRow]:
    """Those that do not stand on the register, and those that do with a warning."""
    return rows_of_upload(upload).exclude(outcome=Outcome.OK, rule="").exclude(outcome=Outcome.DUPLICATE, rule="")


def report_of(upload: Upload) -> Iterator[tuple[UploadRow, str]]:
    """Every answer with its sentence; a sentence that many rows share is made once."""
    known: dict[tuple[object, ...], str] = {}
    for row in rows_of_upload(upload).iterator(chunk_size=2_000):
        told_of = row.worker_id if row.rule == "name-differs" else None
        key = (row.receipt_id, row.outcome, row.rule, told_of, json.dumps(row.said, sort_keys=True))
        if key not in known:
            known[key] = sentence_of_row(row)
        yield row, known[key]


def names_another(employer: Organisation, numbers: Collection[str]) -> bool:
    """Whether these numbers, of the employer as a file has it, are known to be those of somebody else.

    A number says nothing where no employer here is known by it: many have told us none of theirs, and whoever guesses
    must not learn who else is known.
    """
    own, today, kinds = employer.registration_number, timezone.localdate(), rules.kinds_of_employers(employer.country)
    if own in numbers:
        return False
    bearers = (person_by_identifier(kind, number) for kind in kinds for number in numbers)
    employers = {
        organisation
        for person in bearers
        if person
        for organisation in organisations_with_member(person, on=today, role=rules.EMPLOYER.code)
    }
    if employer in employers:
        return False
    return bool(employers) or (bool(own) and any(len(number) == len(own) for number in numbers))


def workers_by_number(employer: Organisation, numbers: set[tuple[str, str]]) -> dict[tuple[str, str], Worker]:
    """Those of the employer's list who bear one of these numbers, by kind and number."""
    people = people_by_identifiers(numbers)
    listed = {
        worker.person_id: worker
        for worker in Worker.objects.filter(employer=employer, person__in=list(people.values()))
    }
    return {number: listed[person.pk] for number, person in people.items() if person.pk in listed}
