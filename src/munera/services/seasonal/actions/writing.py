"""The rows of a crew in one statement, made by the database from its list of workers.

Twenty rows of twenty columns cost Django longer to make and to write down than everything else an operation does.
"""

# ruff: noqa: S608 -- what is put into the statements are our own names and places for values, never a value

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, router

from munera.kernel.inserting import AnyField, as_stored
from munera.services.seasonal.models import Engagement, Worker
from munera.services.seasonal.queries import lookups

OF_THE_WORKER = {"worker": "id", "person": "person_id"}
FIELDS: dict[str, AnyField] = {field.name: field for field in Engagement._meta.concrete_fields if not field.primary_key}


def write_engagements(workers: Sequence[int], *, job: str, **alike: Any) -> list[int]:
    """An engagement for each of the workers, ``alike`` in all columns but theirs; the numbers of the rows.

    ``job`` is everybody's, or, where it is empty, each one's usual one.
    """
    database = connections[router.db_for_write(Engagement)]
    left_out, columns = _columns_beside(tuple(alike), database.alias)
    values = [as_stored(FIELDS[name], value, database) for name, value in alike.items()] + left_out
    these, numbers = lookups.one_of(workers)
    statement = (
        f"INSERT INTO {Engagement._meta.db_table} ({columns})"
        f" SELECT {', '.join(OF_THE_WORKER.values())}, {'%s' if job else 'job'}, {', '.join(['%s'] * len(values))}"
        f" FROM {Worker._meta.db_table} WHERE id {these} ORDER BY id RETURNING id"
    )
    with database.cursor() as cursor:
        cursor.execute(statement, [*([job] if job else []), *values, *numbers])
        return sorted(number for (number,) in cursor.fetchall())


@cache
def _columns_beside(named: tuple[str, ...], alias: str) -> tuple[list[Any], str]:
    """What the columns hold that nobody named, and all columns in the order of the statement."""
    database = connections[alias]
    left_out = [name for name in FIELDS if name not in {*OF_THE_WORKER, "job", *named}]
    defaults = [as_stored(FIELDS[name], FIELDS[name].get_default(), database) for name in left_out]
    in_order = (*OF_THE_WORKER, "job", *named, *left_out)
    return defaults, ", ".join(database.ops.quote_name(str(FIELDS[name].column)) for name in in_order)
