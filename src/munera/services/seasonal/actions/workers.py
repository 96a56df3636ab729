"""Who is on an employer's list, which papers were seen, and which crews they form."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import find_or_create_by_identifier
from munera.kernel.people.models import Person
from munera.kernel.people.rules import check_identifier, told_by_number
from munera.services.seasonal import rules
from munera.services.seasonal.actions.refusals import AlreadyInCrew, CrewNameTaken, NotOfThisCrew
from munera.services.seasonal.models import Crew, Worker


@transaction.atomic
def enrol_worker(
    employer: Organisation,
    *,
    kind: str,
    number: str,
    name: str,
    job: str,
    by: Person,
    born_on: date | None = None,
    sex: str = "",
    municipality: str = "",
    is_unpaid_family: bool = False,
) -> Worker:
    """Put somebody on the employer's list, known by the number their state gave them.

    What the number tells of birthday and sex goes before what was typed.
    """
    plain = check_identifier(kind, number)
    person = find_or_create_by_identifier(kind, plain, full_name=name, by=by)
    told = told_by_number(kind, plain)
    worker, is_new = Worker.objects.get_or_create(
        employer=employer,
        person=person,
        defaults={
            "name": " ".join(name.split()),
            "job": job,
            "born_on": told.born_on or born_on,
            "sex": told.sex or sex,
            "municipality": municipality,
            "is_foreigner": kind in rules.NUMBERS_OF_FOREIGNERS,
            "is_unpaid_family": is_unpaid_family,
        },
    )
    if not is_new:
        raise AlreadyInCrew
    record_audit("seasonal.worker.enrolled", worker, by=by, on_behalf_of=employer, details={"job": job})
    return worker


@transaction.atomic
def change_worker(worker: Worker, *, name: str, job: str, municipality: str, by: Person) -> None:
    """What this employer wrote of somebody, put right. Months that are closed keep what they declared."""
    wanted = {"name": " ".join(name.split()), "job": job, "municipality": " ".join(municipality.split())}
    changed = sorted(field for field, value in wanted.items() if getattr(worker, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(worker, field, wanted[field])
    worker.save(update_fields=changed)
    record_audit("seasonal.worker.changed", worker, by=by, on_behalf_of=worker.employer, details={"fields": changed})


@transaction.atomic
def note_papers(
    worker: Worker, *, consent_seen_on: date | None, medical_finding_seen_on: date | None, by: Person
) -> None:
    """The employer has seen the papers that somebody under age needs."""
    worker.consent_seen_on = consent_seen_on
    worker.medical_finding_seen_on = medical_finding_seen_on
    worker.save(update_fields=["consent_seen_on", "medical_finding_seen_on"])
    record_audit(
        "seasonal.worker.papers-noted",
        worker,
        by=by,
        on_behalf_of=worker.employer,
        details={"consent": consent_seen_on is not None, "medical_finding": medical_finding_seen_on is not None},
    )


@transaction.atomic
def name_crew(
    employer: Organisation, *, name: str, workers: Iterable[Worker], by: Person, crew: Crew | None = None
) -> Crew:
    """Make a crew of these workers, or change one."""
    members = list(workers)
    if any(worker.employer_id != employer.pk for worker in members):
        raise NotOfThisCrew
    named = crew or Crew(employer=employer)
    named.name = " ".join(name.split())
    try:
        with transaction.atomic():
            named.save()
    except IntegrityError:
        raise CrewNameTaken from None
    named.workers.set(members)
    record_audit(
        "seasonal.crew.named", named, by=by, on_behalf_of=employer, details={"workers": sorted(w.pk for w in members)}
    )
    return named


@transaction.atomic
def remove_crew(crew: Crew, *, by: Person) -> None:
    """Forget the name of a crew; its workers stay on the list."""
    record_audit("seasonal.crew.removed", crew, by=by, on_behalf_of=crew.employer)
    crew.delete()
