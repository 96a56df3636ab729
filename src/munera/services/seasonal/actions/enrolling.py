"""Put many on an employer's list at once, as a file names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from munera.kernel.audit.actions import record_audits
from munera.kernel.inserting import insert_objects
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import find_or_create_by_identifiers
from munera.kernel.people.models import Person
from munera.kernel.people.rules import told_by_number
from munera.services.seasonal import rules
from munera.services.seasonal.models import Worker


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a file says of somebody who may not be on the list yet."""

    name: str
    job: str
    born_on: date | None = None
    residence: str = ""

    @property
    def is_introduced(self) -> bool:
        return bool(self.name and self.job)


@transaction.atomic
def enrol_workers(
    employer: Organisation, newcomers: Mapping[tuple[str, str], Newcomer], *, by: Person
) -> dict[tuple[str, str], Worker]:
    """By kind and checked number, those who are now on the list; who was on it before stays as they were.

    The employer is held by the caller: nobody else enrols the same people meanwhile.
    """
    people = find_or_create_by_identifiers({number: one.name for number, one in newcomers.items()}, by=by)
    # Somebody may be known by two numbers, and a file name both.
    by_person = {one.person_id: one for one in Worker.objects.filter(employer=employer, person__in=people.values())}
    new = []
    for number in sorted(newcomers):
        person = people[number]
        if person.pk not in by_person:
            by_person[person.pk] = _worker(employer, person, number, newcomers[number])
            new.append(by_person[person.pk])
    insert_objects(new)
    record_audits(
        "seasonal.worker.enrolled", [(worker, {"job": worker.job}) for worker in new], by=by, on_behalf_of=employer
    )
    return {number: by_person[person.pk] for number, person in people.items()}


def _worker(employer: Organisation, person: Person, number: tuple[str, str], newcomer: Newcomer) -> Worker:
    kind, plain = number
    told = told_by_number(kind, plain)
    return Worker(
        employer=employer,
        person=person,
        name=" ".join(newcomer.name.split()),
        job=newcomer.job,
        born_on=told.born_on or newcomer.born_on,
        sex=told.sex or "",
        municipality=newcomer.residence,
        is_foreigner=kind in rules.NUMBERS_OF_FOREIGNERS,
    )
