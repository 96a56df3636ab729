"""What is held still while somebody's days are judged and written, always in this order, until the transaction ends.

The employer first (its other operations, its season, its closed months), then the people by number (their days with any
employer). So two crews that overlap wait for each other instead of locking up, and a limit that was counted still holds
when the day is written. SQLite lets one writer in at a time: whoever has begun to write holds everything.
"""

from collections.abc import Iterable

from django.db import connection

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


def hold_employer(employer: Organisation) -> None:
    """One operation, closing or correction of an employer at a time."""
    if connection.features.has_select_for_update:
        Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=employer.pk)


def hold_people(people: Iterable[int]) -> None:
    """Nobody else counts or changes the days of these people."""
    if not connection.features.has_select_for_update:
        return
    wanted = sorted(set(people))
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
