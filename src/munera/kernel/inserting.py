"""Write rows without Django's long way to a statement: many of one table at once, or one that is written all the time.

For actions that write tens of thousands of rows, or the same kind of row thousands of times a minute: several times as
fast as ``bulk_create`` and ``save``. No signal is sent and no ``save`` is called; constraints hold as ever.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

AnyField: TypeAlias = "models.Field[Any, Any]"
# An attribute, the types of values that the database takes as they are, and what prepares all others.
_Column: TypeAlias = tuple[str, frozenset[type], Callable[[Any, BaseDatabaseWrapper], Any]]
# As Django bounds its own statements; PostgreSQL takes 65,535 values in one.
MOST_ROWS = 1_000
MOST_VALUES = 60_000
# From so many rows on, PostgreSQL copies them sooner than it takes them as lists, though it draws their numbers first.
WORTH_COPYING = 50


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """Insert each row, its values in the order of ``columns``; returns their numbers in the same order.

    A key is named by its column (``worker_id``) and given as a number. What is not named takes the default of its
    field, once for all rows; the table's own key is named where the rows bring it along.
    """
    connection = connections[router.db_for_write(model)]
    insert = _Insert(model, columns, connection)
    most = connection.features.max_query_params or MOST_VALUES
    at_once = max(1, min(MOST_ROWS, most // len(insert.fields)))
    waiting = iter(rows)
    numbers: list[int] = []
    with connection.cursor() as cursor:
        while some := list(islice(waiting, at_once)):
            if insert.may_be_copied and insert.key not in insert.fields and len(some) >= WORTH_COPYING:
                drawn = insert.draw_numbers(cursor, len(some))
                insert.copy(cursor, some, drawn)
                numbers += drawn
                continue
            if connection.vendor == "postgresql":
                cursor.execute(insert.statement_for_lists, insert.lists(some))
            else:
                cursor.execute(insert.statement(len(some)), insert.values(some))
            numbers += [number for (number,) in cursor.fetchall()]
    return numbers


def append_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """As ``insert_rows`` where nobody asks for the numbers."""
    connection = connections[router.db_for_write(model)]
    insert = _Insert(model, columns, connection)
    waiting = iter(rows)
    some = list(islice(waiting, MOST_ROWS))
    if len(some) < WORTH_COPYING or not insert.may_be_copied:
        insert_rows(model, columns, chain(some, waiting))
        return
    with connection.cursor() as cursor:
        while some:
            insert.copy(cursor, some)
            some = list(islice(waiting, MOST_ROWS))


def tell_planner(*written: type[models.Model]) -> None:
    """After very many rows: PostgreSQL learns how many there are, and plans anew what it planned for nearly none.

    A connection keeps its plans. One that had checked a key among a few rows goes through all of them for each row that
    points there from then on, for hours where a hundred thousand do.
    """
    for model in written:
        connection = connections[router.db_for_write(model)]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# What these columns hold passes to either database as it is; everything else is prepared by its field.
_AS_IT_IS: Final[tuple[tuple[type[models.Field[Any, Any]], type], ...]] = (
    (models.IntegerField, int),
    (models.ForeignKey, int),
    (models.CharField, str),
    (models.TextField, str),
    (models.BinaryField, bytes),
)


def insert_row(row: models.Model) -> None:
    """Insert one new object as it stands, and give it its number."""
    alias = connections[router.db_for_write(type(row))].alias
    _statement, columns = _statement_for_one(type(row), alias)
    row.pk = insert_values(type(row), [getattr(row, name) for name, _plain, _prepare in columns])
    row._state.adding, row._state.db = False, alias


def insert_values(model: type[models.Model], values: Sequence[Any]) -> int:
    """Insert one new row, a value for each of the model's columns in their order but the key; returns its number."""
    connection = connections[router.db_for_write(model)]
    statement, columns = _statement_for_one(model, connection.alias)
    prepared = [
        value if type(value) in plain else prepare(value, connection)
        for value, (_name, plain, prepare) in zip(values, columns, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, prepared)
        (number,) = cursor.fetchone()
    return int(number)


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one table as they stand, and give each its number."""
    if not objects:
        return
    model = type(objects[0])
    alias = connections[router.db_for_write(model)].alias
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    rows = ([getattr(one, column) for column in columns] for one in objects)
    for one, number in zip(objects, insert_rows(model, columns, rows), strict=True):
        one.pk = number
        one._state.adding, one._state.db = False, alias


def as_stored(field: AnyField, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """The value as the database takes it for this column; most need no preparing."""
    return value if type(value) in _plain_types(field) else field.get_db_prep_save(value, connection)


@cache
def _statement_for_one(model: type[models.Model], alias: str) -> tuple[str, list[_Column]]:
    insert = _Insert(model, (), connections[alias])
    columns: list[_Column] = [(field.attname, _plain_types(field), field.get_db_prep_save) for field in insert.fields]
    return insert.statement(1), columns


class _Insert:
    """One statement, and how each of its columns is prepared for the database."""

    def __init__(self, model: type[models.Model], columns: Sequence[str], connection: BaseDatabaseWrapper) -> None:
        by_column = {
            field.attname: field
            for field in model._meta.concrete_fields
            if not field.primary_key or field.attname in columns
        }
        left_out = [field for name, field in by_column.items() if name not in columns]
        self.fields: list[AnyField] = [by_column[name] for name in columns] + left_out
        self._connection = connection
        self._defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in left_out)
        # Most other columns hold few different values: each is prepared once.
        self._known: list[dict[Any, Any]] = [{} for _ in columns]
        self._plain = [_plain_types(field) for field in self.fields]
        quote = connection.ops.quote_name
        self.key: AnyField = model._meta.pk
        self._quoted_key = quote(str(self.key.column))
        table = quote(model._meta.db_table)
        self._names = ", ".join(quote(str(field.column)) for field in self.fields)
        self._beginning = f"INSERT INTO {table} ({self._names}) "  # of our own models, quoted
        self._table = table
        self._row = f"({', '.join(['%s'] * len(self.fields))})"
        self._end = f" RETURNING {self._quoted_key}"

    @property
    def may_be_copied(self) -> bool:
        """Who listens to what is executed, such as a page that only shows, would not hear of a copy."""
        return self._connection.vendor == "postgresql" and not self._connection.execute_wrappers

    def draw_numbers(self, cursor: CursorWrapper, count: int) -> list[int]:
        """Numbers that no other row will bear."""
        cursor.execute(
            # The sequence is looked for once, within brackets of its own, and not for each number.
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, %s)::regclass)) FROM generate_series(1, %s)",
            [self._table, self.key.column, count],
        )
        return [number for (number,) in cursor.fetchall()]

    def copy(self, cursor: CursorWrapper, rows: Sequence[Sequence[Any]], numbers: Sequence[int] | None = None) -> None:
        columns, names = self.lists(rows), self._names
        if numbers is not None:
            columns, names = [*columns, list(numbers)], f"{names}, {self._quoted_key}"
        # Django wraps the errors of what it executes, not those of a copy.
        with (
            self._connection.wrap_database_errors,
            cursor.copy(f"COPY {self._table} ({names}) FROM STDIN") as copy,
        ):
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    def statement(self, rows: int) -> str:
        return self._beginning + "VALUES " + ", ".join([self._row] * rows) + self._end

    @property
    def statement_for_lists(self) -> str:
        """For PostgreSQL: one list for each column, so that it reads few values and has seen the statement before."""
        lists = ", ".join(f"%s::{_unbounded(field.rel_db_type(self._connection))}[]" for field in self.fields)
        rows = (
            f"SELECT {self._names} FROM unnest({lists}) WITH ORDINALITY AS given ({self._names}, place) ORDER BY place"  # noqa: S608  # as above
        )
        return self._beginning + rows + self._end

    def values(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The values of all rows, one after the other."""
        return list(chain.from_iterable(zip(*self.lists(rows), strict=True)))

    def lists(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """The values column by column, because a column is of one kind."""
        columns = [list(self._column(number, values)) for number, values in enumerate(zip(*rows, strict=True))]
        return columns + [[value] * len(rows) for value in self._defaults]

    def _column(self, number: int, values: Sequence[Any]) -> Sequence[Any]:
        if self._plain[number].issuperset(map(type, values)):
            return values
        field, known = self.fields[number], self._known[number]
        prepared = []
        for value in values:
            if isinstance(value, (dict, list)):
                prepared.append(field.get_db_prep_save(value, self._connection))
                continue
            if value not in known:
                known[value] = field.get_db_prep_save(value, self._connection)
            prepared.append(known[value])
        return prepared


@cache
def _plain_types(field: AnyField) -> frozenset[type]:
    """Which values of the field need no preparing; of a key, those whose table is numbered."""
    plain = {kind for fields, kind in _AS_IT_IS if isinstance(field, fields)}
    if isinstance(field, models.ForeignKey) and not isinstance(field.target_field, models.IntegerField):
        plain = set()
    return frozenset(plain | {type(None)}) if plain else frozenset()


def _unbounded(column: str | None) -> str:
    """The type without its bound: a cast would cut a long text in silence, where the column itself refuses it."""
    return (column or "text").partition("(")[0]
