"""What an operation must know of the rows, in plain SQL.

Every operation asks all of this, thousands of times a minute in the season, and Django takes several times as long to
write such a statement as the database to answer it. Tables are named by the models; the columns are theirs.
"""

# ruff: noqa: S608 -- what is put into the statements are our own names and places for values, never a value

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement, MonthlyReturn, Receipt

Answer: TypeAlias = dict[int, Sequence[int]]
ENGAGEMENTS = Engagement._meta.db_table
RETURNS = MonthlyReturn._meta.db_table
RECEIPTS = Receipt._meta.db_table
ASSESSMENTS = Assessment._meta.db_table
# So many people at most in a statement that is prepared.
PLANNED_FOR = 100
# Written out, so that a statement prepared once may use the indexes that hold only such rows.
REGISTERED = f"state = '{EngagementState.REGISTERED.value}'"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A statement that answers in whole numbers: whose, and one or two counts of theirs.

    Its words are the same for everyone, so that the database plans it once: who and when stand in the values.
    """

    select: str
    values: tuple[Any, ...]
    counts: int = 1


def answers_to(questions: Iterable[Question]) -> dict[Question, Answer]:
    """What the rows say to each question, all of them asked in one statement, and the same one once."""
    asked = list(dict.fromkeys(questions))
    most = max((question.counts for question in asked), default=1)
    parts = " UNION ALL ".join(
        f"SELECT {place}, asked.*{', 0' * (most - question.counts)} FROM ({question.select}) AS asked"
        for place, question in enumerate(asked)
    )
    answers: list[Answer] = [{} for _question in asked]
    if parts:
        for place, of, *counts in _rows(parts, [value for question in asked for value in question.values]):
            answers[place][of] = counts
    return dict(zip(asked, answers, strict=True))


def answer_to(question: Question) -> Answer:
    """The same for one."""
    return {of: counts for of, *counts in _rows(question.select, question.values)}


def earlier_receipt(employer: Organisation, op_id: UUID) -> Question:
    """The number of the row that answers the operation, if it was answered."""
    number = Receipt._meta.get_field("op_id").get_db_prep_value(op_id, connection)
    return Question(f"SELECT id, 1 FROM {RECEIPTS} WHERE employer_id = %s AND op_id = %s", (employer.pk, number))


def month_closed(employer: Organisation, on: date) -> Question:
    """Whether the month of the day was closed; from then on only a correction changes it."""
    month = f"SELECT employer_id, 1 FROM {RETURNS} WHERE employer_id = %s AND month = %s LIMIT 1"
    return Question(month, (employer.pk, on.replace(day=1)))


def is_closed(employer: Organisation, on: date) -> bool:
    return bool(answer_to(month_closed(employer, on)))


def workers_in_state(
    employer: Organisation, on: date, shift: str, state: EngagementState, *, among: Sequence[int] | None = None
) -> Question:
    """The numbers of the workers who have a row in that state for the shift; ``among`` these, where some are named."""
    where = f"employer_id = %s AND \"on\" = %s AND shift = %s AND state = '{state.value}'"
    values = (employer.pk, on, shift)
    if among is not None:
        these, numbers = one_of(among)
        where, values = f"{where} AND worker_id {these}", (*values, *numbers)
    return Question(f"SELECT worker_id, 1 FROM {ENGAGEMENTS} WHERE {where}", values)


def stored_assessment(version: str, digest: str) -> Question:
    """The number of the row, without the explanation it holds."""
    return Question(f"SELECT id, 1 FROM {ASSESSMENTS} WHERE version = %s AND inputs_digest = %s", (version, digest))


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are counted, both ends included, without one of them where it is named."""

    first: date
    last: date
    apart_from: date | None


def counted_by_person(limit: levies.Limit, people: Sequence[int], span: Span, employer: Organisation) -> Question:
    """Distinct days, or units, of each: with any employer, and with this one.

    Both at once, because a limit on the one seldom comes without a limit on the other, and the rows are the same.
    """
    # The employer stands outside of WHERE, so that the days are found by the people and not by all its crews.
    days = '"on"', 'CASE WHEN employer_id = %s THEN "on" END'
    distinct = "" if limit.counts is levies.LimitCounts.UNITS else "DISTINCT "
    counts = ", ".join(f"COUNT({distinct}{day})" for day in days)
    these, numbers = one_of(people)
    where, values = _counting(limit, span)
    counted = (
        f"SELECT person_id, {counts} FROM {ENGAGEMENTS}"
        f' WHERE person_id {these} AND {where} AND "on" >= %s GROUP BY person_id'
    )
    return Question(counted, (employer.pk, *numbers, *values, span.first), counts=2)


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
        " SELECT 0, COUNT(day) FROM used"
    )
    return Question(counted, (employer.pk, *values, span.first, employer.pk, *values))


def one_of(numbers: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
    """The condition that a column holds one of these numbers, and its values.

    PostgreSQL takes a crew of a day as one list, so that it plans the statement once for crews of any size. It would go
    through the list of a file for every row, but looks numbers up that it knows when it plans: those are written out.
    A single number is no list: of that it would think a plan for everyone ten times as dear, and make one each time.
    """
    if len(numbers) > PLANNED_FOR:
        return f"IN ({', '.join(str(int(number)) for number in numbers)})", ()
    if len(numbers) == 1:
        return "= %s", tuple(numbers)
    if connection.vendor == "postgresql":
        return "= ANY(%s)", (list(numbers),)
    return f"IN ({_places(numbers)})", tuple(numbers)


def _counting(limit: levies.Limit, span: Span) -> tuple[str, tuple[object, ...]]:
    """Which rows count towards a limit; from which day on, each statement says for itself."""
    where = f'{REGISTERED} AND kind IN ({_places(limit.kinds)}) AND "on" <= %s'
    values = (*limit.kinds, span.last)
    return (where, values) if span.apart_from is None else (f'{where} AND "on" <> %s', (*values, span.apart_from))


def _places(values: Iterable[object]) -> str:
    return ", ".join("%s" for _value in values)


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
