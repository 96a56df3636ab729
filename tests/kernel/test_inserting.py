"""Many rows in few statements: what was given, the defaults, the order, and constraints that hold."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from munera.kernel.inserting import insert_objects, insert_rows
from munera.kernel.organisations.models import Membership, Organisation
from munera.services.seasonal.models import Receipt
from tests.factories.access import organisation, person

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


def test_what_it_writes_is_what_saving_writes() -> None:
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
    [number] = insert_rows(
        Receipt, tuple(given), [tuple((given | {"op_id": "0f6b7a44-5c0e-4d0f-9a57-7f1d2c6f3a12"}).values())]
    )
    inserted = Receipt.objects.get(pk=number)
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


def test_constraints_hold_and_nothing_of_a_failed_statement_stays() -> None:
    of, who = organisation(), person()
    row = (who.pk, of.pk, "role", datetime(2026, 1, 1, tzinfo=UTC).date())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Membership, ("person_id", "organisation_id", "role", "starts_on"), [row, row])
    assert not Membership.objects.filter(person=who).exists()


def test_a_text_that_is_too_long_is_refused_and_never_cut() -> None:
    """SQLite keeps it whole, as it does with any."""
    row = ("x" * 201, "employer", "RS")
    if connection.vendor == "sqlite":
        [number] = insert_rows(Organisation, COLUMNS, [row])
        assert Organisation.objects.get(pk=number).name == row[0]
        return
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Organisation, COLUMNS, [row])
    assert not Organisation.objects.filter(name__startswith="xxx").exists()


def test_a_column_that_the_table_lacks_is_a_fault() -> None:
    with pytest.raises(KeyError):
        insert_rows(Organisation, ("nickname",), [("Farm",)])


def test_nothing_is_written_where_nothing_is_given() -> None:
    assert insert_rows(Organisation, COLUMNS, []) == []
