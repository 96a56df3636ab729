"""Many rows in few statements: what was given, the defaults, the order, and constraints that hold."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from munera.kernel.inserting import MOST_ROWS, WORTH_COPYING, append_rows, insert_objects, insert_rows, tell_planner
from munera.kernel.organisations.models import Membership, Organisation
from munera.services.seasonal.models import Receipt
from tests.factories.access import organisation, person

Write: TypeAlias = Callable[[type[Model], Sequence[str], Iterable[Sequence[Any]]], object]
pytestmark = pytest.mark.django_db
COLUMNS = ("name", "kind", "country")


def test_rows_are_written_with_their_defaults_and_their_numbers_given_back_in_order() -> None:
    numbers = insert_rows(Organisation, COLUMNS, [(f"Farm {place}", "employer", "RS") for place in range(3_000)])
    found = Organisation.objects.in_bulk(numbers)
    assert [found[number].name for number in numbers] == [f"Farm {place}" for place in range(3_000)]
    first = found[numbers[0]]
    assert (first.municipality, first.runs_site, first.email) == ("", False, "")
    assert (datetime.now(UTC) - first.created_at).total_seconds() < 600


def test_objects_are_written_as_they_stand_and_know_their_numbers() -> None:
    farms = [Organisation(name=f"Farm {place}", kind="employer", country="RS", email="a@b.example") for place in (1, 2)]
    insert_objects(farms)
    assert list(Organisation.objects.filter(name__startswith="Farm").order_by("pk")) == farms
    assert [(farm.name, farm.email) for farm in Organisation.objects.in_bulk([farm.pk for farm in farms]).values()] == [
        ("Farm 1", "a@b.example"),
        ("Farm 2", "a@b.example"),
    ]
    farms[0].name = "Orchard"
    farms[0].save()
    assert Organisation.objects.get(name="Orchard") == farms[0]
    insert_objects([])


@pytest.mark.parametrize("many", [WORTH_COPYING - 1, WORTH_COPYING, MOST_ROWS + 1])
def test_rows_have_their_numbers_however_many_are_written(many: int) -> None:
    numbers = insert_rows(Organisation, COLUMNS, [(f"Farm {place}\\t", "employer", "RS") for place in range(many)])
    written = Organisation.objects.order_by("pk").values_list("pk", "name")
    assert list(written) == [(number, f"Farm {place}\\t") for place, number in enumerate(numbers)]
    assert organisation().pk not in numbers


def test_rows_that_bring_their_own_numbers_keep_them() -> None:
    rows = [(1_000_000 - place, f"Farm {place}", "employer", "RS") for place in range(WORTH_COPYING)]
    assert insert_rows(Organisation, ("id", *COLUMNS), rows) == [number for number, *_said in rows]
    assert set(Organisation.objects.values_list("pk", "name")) == {(number, name) for number, name, *_said in rows}


@pytest.mark.parametrize("write", [insert_rows, append_rows])
def test_what_it_writes_is_what_saving_writes(write: Write) -> None:
    given = {
        "employer_id": organisation().pk,
        "op_id": "0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a11",
        "on": datetime(2026, 7, 15, tzinfo=UTC).date(),
        "shift": "morning",
        "asked": [1, 2],
        "terms": {"place": "Šabac"},
        "received_at": datetime(2026, 7, 14, 8, tzinfo=UTC),
        "received_from_id": person().pk,
    }
    saved = Receipt.objects.create(**given)
    write(Receipt, tuple(given), [tuple((given | {"op_id": "0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a12"}).values())])
    inserted = Receipt.objects.get(op_id="0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a12")
    saved.refresh_from_db()
    different = {
        field.attname
        for field in Receipt._meta.concrete_fields
        if getattr(saved, field.attname) != getattr(inserted, field.attname)
    }
    assert different == {"id", "op_id"}


def test_a_few_statements_do_for_many_rows() -> None:
    with CaptureQueriesContext(connection) as captured:
        insert_rows(Organisation, COLUMNS, [("Farm", "employer", "RS")] * 500)
    assert len(captured) < 15


def test_rows_whose_numbers_nobody_asks_for_are_written_all_the_same() -> None:
    append_rows(Organisation, COLUMNS, ((f"Farm {place}\t\\N", "employer", "RS") for place in range(2_500)))
    written = Organisation.objects.order_by("pk").values_list("name", "municipality", "runs_site")
    assert list(written) == [(f"Farm {place}\t\\N", "", False) for place in range(2_500)]


@pytest.mark.parametrize("write", [insert_rows, append_rows])
def test_constraints_hold_and_nothing_of_a_failed_statement_stays(write: Write) -> None:
    of, who = organisation(), person()
    row = (who.pk, of.pk, "role", datetime(2026, 1, 1, tzinfo=UTC).date())
    with pytest.raises(IntegrityError), transaction.atomic():
        write(Membership, ("person_id", "organisation_id", "role", "starts_on"), [row, row])
    assert not Membership.objects.filter(person=who).exists()


@pytest.mark.parametrize("write", [insert_rows, append_rows])
def test_a_text_that_is_too_long_is_refused_and_never_cut(write: Write) -> None:
    """SQLite keeps it whole, as it does with any."""
    row = ("x" * 201, "employer", "RS")
    if connection.vendor == "sqlite":
        write(Organisation, COLUMNS, [row])
        assert Organisation.objects.filter(name=row[0]).exists()
        return
    with pytest.raises(DataError), transaction.atomic():
        write(Organisation, COLUMNS, [row])
    assert not Organisation.objects.filter(name__startswith="xxx").exists()


def test_whoever_listens_to_statements_hears_of_every_row_that_is_written() -> None:
    heard: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, *said: Any) -> Any:
        heard.append(sql)
        return execute(sql, *said)

    with connection.execute_wrapper(listen):
        append_rows(Organisation, COLUMNS, [("Farm", "employer", "RS")])
    assert [sql.split()[0] for sql in heard] == ["INSERT"]


def test_a_column_that_the_table_lacks_is_a_fault() -> None:
    with pytest.raises(KeyError):
        insert_rows(Organisation, ("nickname",), [("Farm",)])


def test_the_planner_learns_how_many_rows_there_are() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite: keeps no plan from one statement to the next.")
    insert_rows(Organisation, COLUMNS, [(f"Farm {place}", "employer", "RS") for place in range(3_000)])
    tell_planner(Organisation)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'organisations_organisation'")
        assert cursor.fetchone() == (Organisation.objects.count(),)


def test_nothing_is_written_where_nothing_is_given() -> None:
    assert insert_rows(Organisation, COLUMNS, []) == []
