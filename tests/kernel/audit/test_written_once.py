"""Nothing of ours changes an event, and on PostgreSQL nothing at all does."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from munera.kernel.audit.actions import record_audit, seal_events
from munera.kernel.audit.models import Event, Seal, WrittenOnce
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    somebody = person()
    record_audit("tests.thing.happened", somebody, by=somebody)
    event = Event.objects.latest("pk")
    seal_events()
    return event


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda _event: Event.objects.update(verb="tests.thing.undone"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["verb"]),
        lambda event: Seal.objects.get(event=event.pk).save(),
        lambda _event: Seal.objects.all().delete(),
    ],
)
def test_code_cannot_change_what_is_written(event: Event, change: Callable[[Event], object]) -> None:
    before = Event.objects.count(), Seal.objects.count()
    with pytest.raises(WrittenOnce):
        change(event)
    assert (Event.objects.count(), Seal.objects.count()) == before


@pytest.mark.parametrize(
    "sql", ["update audit_event set verb = 'x'", "delete from audit_event", "delete from audit_seal"]
)
def test_postgresql_refuses_even_plain_sql(event: Event, sql: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite: whoever opens the file may write it; there the chain alone shows a change")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_details_are_plain_json_or_refused_at_once() -> None:
    with pytest.raises(TypeError):
        record_audit("tests.thing.happened", person(), by=None, details={"day": object()})
