"""The rows of a crew in one statement, made by the database from its list of workers.

Twenty rows of twenty columns cost Django longer to make and to write down than everything else an operation does.
"""

# ruff: noqa: S608 -- what is put into the statement are our own names and places for values, never a value

from collections.abc import Sequence
from typing import Any

from django.db import connection

from munera.services.seasonal.models import Engagement, Worker

OF_THE_WORKER = {"worker": "id", "person": "person_id"}


def write_engagements(workers: Sequence[int], *, job: str, **alike: Any) -> list[int]:
    """An engagement for each of the workers, ``alike`` in all columns but theirs; the numbers of the rows.

    ``job`` is everybody's, or, where it is empty, each one's usual one.
    """
    fields = {field.name: field for field in Engagement._meta.concrete_fields if not field.primary_key}
    plain = {name: field.get_default() for name, field in fields.items() if name not in {*OF_THE_WORKER, "job"}} | alike
    values = [fields[name].get_db_prep_save(value, connection) for name, value in plain.items()]
    columns = [connection.ops.quote_name(str(fields[name].column)) for name in (*OF_THE_WORKER, "job", *plain)]
    statement = (
        f"INSERT INTO {Engagement._meta.db_table} ({', '.join(columns)})"
        f" SELECT {', '.join(OF_THE_WORKER.values())}, {'%s' if job else 'job'}, {', '.join(['%s'] * len(values))}"
        f" FROM {Worker._meta.db_table} WHERE id IN ({', '.join(['%s'] * len(workers))}) ORDER BY id RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*([job] if job else []), *values, *workers])
        return sorted(number for (number,) in cursor.fetchall())
