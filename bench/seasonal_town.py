"""Employers, workers and past days for the benchmarks, written as rows; and what stands there afterwards.

Imported once Django is set up: ``bench/filling.py`` calls these by name, in a process that knows no other database.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from munera.engines import levies
from munera.kernel.access.actions import issue_api_key
from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import rules
from munera.services.seasonal.actions import close_ended_months
from munera.services.seasonal.actions.assessing import assessment_for
from munera.services.seasonal.choices import EngagementState, Job, Outcome
from munera.services.seasonal.models import Engagement, MonthlyReturn, Receipt, Worker

Row = TypeVar("Row")
AT_ONCE = 5_000


@transaction.atomic
def build(employers: int, workers: int, past_days: int) -> list[dict[str, Any]]:
    """That many employers, each with a key and workers, who have all worked on that many days before today."""
    today = timezone.localdate()
    town = []
    for number in range(employers):
        of = Organisation.objects.create(
            name=f"Farm {number}", kind=OrganisationKind.EMPLOYER, country="RS", municipality="Šabac"
        )
        by = Person.objects.create(email=f"farm{number}@bench.example", full_name=f"Farmer {number}")
        for role in (rules.EMPLOYER, ADMINISTRATOR):
            Membership.objects.create(person=by, organisation=of, role=role.code, starts_on=today)
        expires_on = today + timedelta(days=30)
        _key, secret = issue_api_key(of, name="Load", scopes=(rules.WRITE.code,), expires_on=expires_on, by=by)
        crew = enrol(of, workers)
        for back in range(past_days):
            work(of, crew, on=today - timedelta(days=1 + back), by=by)
        town.append({"employer": of.pk, "secret": secret, "workers": [who.pk for who in crew]})
    with connection.cursor() as cursor:
        # A site that has run for a while knows how large its tables are; this one was filled a moment ago.
        cursor.execute("ANALYZE")
    return town


def enrol(of: Organisation, workers: int) -> list[Worker]:
    people = Person.objects.bulk_create(Person(full_name=f"Hand {number}") for number in range(workers))
    jobs = {"employer": of, "name": "Hand", "job": Job.FRUIT}
    return Worker.objects.bulk_create(Worker(person=person, **jobs) for person in people)


def work(of: Organisation, crew: list[Worker], *, on: date, by: Person, assessment: int | None = None) -> None:
    """One receipt for the day, and all of the crew on the register."""
    numbers = [who.pk for who in crew]
    receipt = Receipt.objects.create(
        employer=of,
        op_id=uuid4(),
        on=on,
        shift="morning",
        asked=numbers,
        answers=[{"worker": number, "outcome": Outcome.OK.value} for number in numbers],
        received_from=by,
    )
    days = (
        Engagement(
            employer=of,
            worker=who,
            person_id=who.person_id,
            on=on,
            shift="morning",
            kind="seasonal",
            began_on=on,
            job=who.job,
            place=of.municipality,
            receipt=receipt,
            assessment_id=assessment,
        )
        for who in crew
    )
    for some in in_pieces(days):
        Engagement.objects.bulk_create(some)


def in_pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def count_registered() -> dict[str, int]:
    """What stands on the register from tomorrow on, and how often somebody stands there twice."""
    coming = Engagement.objects.filter(state=EngagementState.REGISTERED, on__gt=timezone.localdate())
    twice = coming.values("worker", "on", "shift").annotate(times=Count("pk")).filter(times__gt=1)
    receipts = coming.values("receipt").distinct()
    return {"registered": coming.count(), "doubled": twice.count(), "receipts": receipts.count()}


@transaction.atomic
def build_month(employers: int, workers: int, days: int) -> dict[str, int]:
    """A month that has ended, on PostgreSQL: every worker of every employer on so many days of it, with its levy."""
    first = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    by = Person.objects.create(email="month@bench.example")
    levy = {later: _assessed(first + timedelta(days=later)) for later in range(days)}
    for number in range(employers):
        of = Organisation.objects.create(
            name=f"Farm {number}", kind=OrganisationKind.EMPLOYER, country="RS", registration_number=f"{number:09d}"
        )
        enrol(of, workers)
        Receipt.objects.bulk_create(
            Receipt(
                employer=of,
                op_id=uuid4(),
                on=first + timedelta(days=later),
                shift="morning",
                asked=[],
                terms={"levy": levy[later]},
                received_from=by,
            )
            for later in range(days)
        )
    with connection.cursor() as cursor:
        # The keys of a million rows, made from the very rows they point to, need no check.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(CROSS)
    return {"person_days": Engagement.objects.count()}


def _assessed(on: date) -> int:
    """The stored levy of a day, as the first registration of it leaves it behind."""
    employer = Organisation(country="RS")
    number = assessment_for(employer, levies.Engagement(began_on=on), on=on)
    assert number is not None  # noqa: S101  # a month that has ended has its rates
    return number


# Every worker on every day of their employer: a million rows, which Python would take minutes to make.
CROSS = f"""
INSERT INTO {Engagement._meta.db_table} (
    employer_id, worker_id, person_id, "on", shift, kind, began_on, job, place, receipt_id, assessment_id, state,
    cancel_reason
)
SELECT
    worker.employer_id, worker.id, worker.person_id, receipt."on", 'morning', 'seasonal', receipt."on", worker.job, '',
    receipt.id, CAST(receipt.terms ->> 'levy' AS bigint), 'registered', ''
FROM {Worker._meta.db_table} AS worker JOIN {Receipt._meta.db_table} AS receipt USING (employer_id)
"""  # noqa: S608  # our own tables


def close_months() -> dict[str, Any]:
    """Close what has ended, as the timetable does; how long it took, and whether every day was declared."""
    began, cpu = time.perf_counter(), time.process_time()
    closed = close_ended_months()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    declared = MonthlyReturn.objects.aggregate(days=Sum("person_days"), total=Sum("total"), paid=Sum("to_pay"))
    return {
        "closed": closed,
        "seconds": seconds,
        "cpu": cpu,
        "declared": declared["days"],
        "total": str(declared["total"]),
        "orders": MonthlyReturn.objects.exclude(reference="").count(),
    }
