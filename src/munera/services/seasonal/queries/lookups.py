"""What an operation must know of the rows, in plain SQL.

Every operation asks all of this, thousands of times a minute in the season, and Django takes several times as long to
write such a statement as the database to answer it. Tables are named by the models; the columns are theirs.
"""

# ruff: noqa: S608 -- what is put into the statements are our own names and places for values, never a value

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement, MonthlyReturn, Receipt

ENGAGEMENTS = Engagement._meta.db_table
RETURNS = MonthlyReturn._meta.db_table
RECEIPTS = Receipt._meta.db_table
ASSESSMENTS = Assessment._meta.db_table


def earlier_receipt(employer: Organisation, op_id: UUID) -> int | None:
    """The number of the row that answers the operation, if it was answered."""
    number = Receipt._meta.get_field("op_id").get_db_prep_value(op_id, connection)
    return _number(f"SELECT id FROM {RECEIPTS} WHERE employer_id = %s AND op_id = %s", [employer.pk, number])


def is_closed(employer: Organisation, on: date) -> bool:
    """Whether the month of the day was closed; from then on only a correction changes it."""
    month = f"SELECT 1 FROM {RETURNS} WHERE employer_id = %s AND month = %s LIMIT 1"
    return _number(month, [employer.pk, on.replace(day=1)]) is not None


def workers_in_state(employer: Organisation, on: date, shift: str, state: EngagementState) -> frozenset[int]:
    """The numbers of the workers who have a row in that state for the shift."""
    found = f'SELECT worker_id FROM {ENGAGEMENTS} WHERE employer_id = %s AND "on" = %s AND shift = %s AND state = %s'
    return frozenset(worker for (worker,) in _rows(found, [employer.pk, on, shift, state.value]))


def stored_assessment(version: str, digest: str) -> int | None:
    """The number of the row, without the explanation it holds."""
    return _number(f"SELECT id FROM {ASSESSMENTS} WHERE version = %s AND inputs_digest = %s", [version, digest])


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are counted, both ends included, without one of them where it is named."""

    first: date
    last: date
    apart_from: date | None


def counted_by_person(limit: levies.Limit, people: Sequence[int], span: Span, *, of: int | None) -> dict[int, int]:
    """Distinct days, or units, of each; those with one employer, where one is named."""
    if not people:  # an empty list is no SQL on PostgreSQL
        return {}
    # The employer stands outside of WHERE, so that the days are found by the people and not by all its crews.
    day = '"on"' if of is None else 'CASE WHEN employer_id = %s THEN "on" END'
    distinct = "" if limit.counts is levies.LimitCounts.UNITS else "DISTINCT "
    where, values = _counting(limit, span)
    counted = (
        f"SELECT person_id, COUNT({distinct}{day}) FROM {ENGAGEMENTS}"
        f' WHERE person_id IN ({_places(people)}) AND {where} AND "on" >= %s GROUP BY person_id'
    )
    return dict(_rows(counted, [*([] if of is None else [of]), *people, *values, span.first]))


def days_by_person(
    limit: levies.Limit, people: Sequence[int], span: Span, *, of: int | None
) -> QuerySet[Engagement, tuple[int, date]]:
    """Each person with each of their days; for the rare limit on days in a row, and so in no hurry."""
    found = Engagement.objects.filter(
        person__in=people, state=EngagementState.REGISTERED, kind__in=limit.kinds, on__range=(span.first, span.last)
    )
    return (found if of is None else found.filter(employer=of)).values_list("person", "on")


def days_of_employer(limit: levies.Limit, employer: Organisation, span: Span) -> int:
    """On how many days the employer has anybody on the register.

    It steps from each day to the next by the index, and so costs as much as there are days, however large the crews.
    """
    where, values = _counting(limit, span)
    step = f'SELECT "on" FROM {ENGAGEMENTS} WHERE employer_id = %s AND {where}'
    counted = (
        f'WITH RECURSIVE used(day) AS (SELECT * FROM ({step} AND "on" >= %s ORDER BY "on" LIMIT 1) AS first_day'
        f' UNION ALL SELECT ({step} AND "on" > used.day ORDER BY "on" LIMIT 1) FROM used WHERE used.day IS NOT NULL)'
        " SELECT COUNT(day) FROM used"
    )
    return int(_number(counted, [employer.pk, *values, span.first, employer.pk, *values]) or 0)


def _counting(limit: levies.Limit, span: Span) -> tuple[str, list[object]]:
    """Which rows count towards a limit; from which day on, each statement says for itself."""
    where = f'state = %s AND kind IN ({_places(limit.kinds)}) AND "on" <= %s'
    values: list[object] = [EngagementState.REGISTERED.value, *limit.kinds, span.last]
    return (where, values) if span.apart_from is None else (f'{where} AND "on" <> %s', [*values, span.apart_from])


def _places(values: Iterable[object]) -> str:
    return ", ".join("%s" for _value in values)


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _number(statement: str, values: Sequence[Any]) -> int | None:
    """The number in the first row, if there is one."""
    found = _rows(statement, values)
    return int(found[0][0]) if found else None
