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
# So many people at most in a statement that is prepared.
PLANNED_FOR = 100
# Written out, so that a statement prepared once may use the indexes that hold only such rows.
REGISTERED = f"state = '{EngagementState.REGISTERED.value}'"


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that answers with pairs of whole numbers: whose, and how many."""

    select: str
    values: Sequence[Any]


def answers_to(questions: Sequence[Question]) -> list[dict[int, int]]:
    """What the rows say to each question, all of them asked in one statement."""
    parts = " UNION ALL ".join(
        f"SELECT {place}, asked.* FROM ({question.select}) AS asked" for place, question in enumerate(questions)
    )
    answers: list[dict[int, int]] = [{} for _question in questions]
    if parts:
        for place, of, number in _rows(parts, [value for question in questions for value in question.values]):
            answers[place][of] = number
    return answers


def answer_to(question: Question) -> dict[int, int]:
    return dict(_rows(question.select, question.values))


def earlier_receipt(employer: Organisation, op_id: UUID) -> Question:
    """The number of the row that answers the operation, if it was answered."""
    number = Receipt._meta.get_field("op_id").get_db_prep_value(op_id, connection)
    return Question(f"SELECT id, 1 FROM {RECEIPTS} WHERE employer_id = %s AND op_id = %s", [employer.pk, number])


def month_closed(employer: Organisation, on: date) -> Question:
    """Whether the month of the day was closed; from then on only a correction changes it."""
    month = f"SELECT employer_id, 1 FROM {RETURNS} WHERE employer_id = %s AND month = %s LIMIT 1"
    return Question(month, [employer.pk, on.replace(day=1)])


def is_closed(employer: Organisation, on: date) -> bool:
    return bool(answer_to(month_closed(employer, on)))


def workers_in_state(employer: Organisation, on: date, shift: str, state: EngagementState) -> Question:
    """The numbers of the workers who have a row in that state for the shift."""
    where = f"employer_id = %s AND \"on\" = %s AND shift = %s AND state = '{state.value}'"
    return Question(f"SELECT worker_id, 1 FROM {ENGAGEMENTS} WHERE {where}", [employer.pk, on, shift])


def stored_assessment(version: str, digest: str) -> Question:
    """The number of the row, without the explanation it holds."""
    return Question(f"SELECT id, 1 FROM {ASSESSMENTS} WHERE version = %s AND inputs_digest = %s", [version, digest])


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are counted, both ends included, without one of them where it is named."""

    first: date
    last: date
    apart_from: date | None


def counted_by_person(limit: levies.Limit, people: Sequence[int], span: Span, *, of: int | None) -> Question:
    """Distinct days, or units, of each; those with one employer, where one is named."""
    # The employer stands outside of WHERE, so that the days are found by the people and not by all its crews.
    day = '"on"' if of is None else 'CASE WHEN employer_id = %s THEN "on" END'
    distinct = "" if limit.counts is levies.LimitCounts.UNITS else "DISTINCT "
    where, values = _counting(limit, span)
    # A crew of a file is written out: PostgreSQL looks up numbers that it knows when it plans, and would go through the
    # places of hundreds for every row. For a crew of a day the plan is worth more.
    named = people if len(people) <= PLANNED_FOR else ()
    these = _places(named) or ", ".join(str(int(person)) for person in people)
    counted = (
        f"SELECT person_id, COUNT({distinct}{day}) FROM {ENGAGEMENTS}"
        f' WHERE person_id IN ({these}) AND {where} AND "on" >= %s GROUP BY person_id'
    )
    return Question(counted, [*([] if of is None else [of]), *named, *values, span.first])


def days_by_person(
    limit: levies.Limit, people: Sequence[int], span: Span, *, of: int | None
) -> QuerySet[Engagement, tuple[int, date]]:
    """Each person with each of their days; for the rare limit on days in a row, and so in no hurry."""
    found = Engagement.objects.filter(
        person__in=people, state=EngagementState.REGISTERED, kind__in=limit.kinds, on__range=(span.first, span.last)
    )
    return (found if of is None else found.filter(employer=of)).values_list("person", "on")


def days_of_employer(limit: levies.Limit, employer: Organisation, span: Span) -> Question:
    """On how many days the employer has anybody on the register.

    It steps from each day to the next by the index, and so costs as much as there are days, however large the crews.
    """
    where, values = _counting(limit, span)
    step = f'SELECT "on" FROM {ENGAGEMENTS} WHERE employer_id = %s AND {where}'
    counted = (
        f'WITH RECURSIVE used(day) AS (SELECT * FROM ({step} AND "on" >= %s ORDER BY "on" LIMIT 1) AS first_day'
        f' UNION ALL SELECT ({step} AND "on" > used.day ORDER BY "on" LIMIT 1) FROM used WHERE used.day IS NOT NULL)'
        f" SELECT {int(employer.pk)}, COUNT(day) FROM used"
    )
    return Question(counted, [employer.pk, *values, span.first, employer.pk, *values])


def _counting(limit: levies.Limit, span: Span) -> tuple[str, list[object]]:
    """Which rows count towards a limit; from which day on, each statement says for itself."""
    where = f'{REGISTERED} AND kind IN ({_places(limit.kinds)}) AND "on" <= %s'
    values: list[object] = [*limit.kinds, span.last]
    return (where, values) if span.apart_from is None else (f'{where} AND "on" <> %s', [*values, span.apart_from])


def _places(values: Iterable[object]) -> str:
    return ", ".join("%s" for _value in values)


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
