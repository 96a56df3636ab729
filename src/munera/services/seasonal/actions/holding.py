"""What is held still while somebody's days are judged and written, always in this order, until the transaction ends.

The employer first (its other operations, its season, its closed months), then the people by number (their days with any
employer). So two crews that overlap wait for each other instead of locking up, and a limit that was counted still holds
when the day is written. SQLite lets one writer in at a time: whoever has begun to write holds everything.
"""

# ruff: noqa: S608 -- what is put into the statements are our own names and places for values, never a value

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.models import Judged, Worker
from munera.services.seasonal.queries import lookups

# Keys that point to a row held so may still be written meanwhile.
HELD = " FOR NO KEY UPDATE"


def hold_employer(employer: Organisation) -> None:
    """One operation, closing or correction of an employer at a time."""
    _hold(Organisation, [employer.pk])


def hold_people(people: Iterable[int]) -> None:
    """Nobody else counts or changes the days of these people."""
    _hold(Person, sorted(set(people)))


def hold_crew(employer: Organisation, numbers: Sequence[int]) -> list[Judged]:
    """The employer, as ``hold_employer`` does, and then those of the workers who are on its list, by number, their
    people held as ``hold_people`` does.

    Two statements: PostgreSQL reads the rows of one as they were when it began, before it waited for the employer.
    """
    hold_employer(employer)
    if not numbers:
        return []
    columns = ", ".join(f"worker.{'id' if name == 'pk' else name}" for name in Judged._fields)
    these, values = lookups.one_of(numbers)
    statement = (
        f"SELECT {columns} FROM {Worker._meta.db_table} AS worker"
        f" JOIN {Person._meta.db_table} AS person ON person.id = worker.person_id"
        f" WHERE worker.employer_id = %s AND worker.id {these} ORDER BY person.id"
    )
    if connection.features.has_select_for_update:
        statement += f"{HELD} OF person"
    with connection.cursor() as cursor:
        cursor.execute(statement, [employer.pk, *values])
        return sorted(map(Judged._make, cursor.fetchall()))


def _hold(model: type[Model], numbers: list[int]) -> None:
    """In plain SQL, as ``queries.lookups`` tells."""
    if not (numbers and connection.features.has_select_for_update):
        return
    these, values = lookups.one_of(numbers)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} WHERE id {these} ORDER BY id{HELD}", values)
