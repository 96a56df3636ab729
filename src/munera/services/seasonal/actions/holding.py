"""What is held still while somebody's days are judged and written, always in this order, until the transaction ends.

The employer first (its other operations, its season, its closed months), then the people by number (their days with any
employer). So two crews that overlap wait for each other instead of locking up, and a limit that was counted still holds
when the day is written. SQLite lets one writer in at a time: whoever has begun to write holds everything.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


def hold_employer(employer: Organisation) -> None:
    """One operation, closing or correction of an employer at a time."""
    _hold(Organisation, [employer.pk])


def hold_people(people: Iterable[int]) -> None:
    """Nobody else counts or changes the days of these people."""
    _hold(Person, sorted(set(people)))


def _hold(model: type[Model], numbers: list[int]) -> None:
    """In plain SQL, as ``queries.standing`` tells; keys that point here may still be written meanwhile."""
    if not (numbers and connection.features.has_select_for_update):
        return
    places = ", ".join(["%s"] * len(numbers))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id IN ({places}) ORDER BY id FOR NO KEY UPDATE",  # noqa: S608  # our own name
            numbers,
        )
