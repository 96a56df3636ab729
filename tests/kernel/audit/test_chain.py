"""One changed, removed or inserted row is found and named, whoever did it with the database's own tools."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from munera.kernel.audit.actions import LOOKS_BACK, record_audit, seal_events
from munera.kernel.audit.models import Event, Head, Seal
from munera.kernel.audit.queries import checkpoint, verify_chain
from munera.kernel.audit.rules import link_of
from munera.kernel.people.models import Person
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Person:
    """The account itself leaves events; they are sealed so that each test counts its own."""
    somebody = person()
    seal_events()
    return somebody


@pytest.fixture
def events(somebody: Person) -> list[Event]:
    for n in range(4):
        record_audit("tests.thing.happened", somebody, by=somebody, details={"n": n})
    noted = list(Event.objects.order_by("pk"))
    seal_events()
    return noted


@contextmanager
def as_owner_of_the_database() -> Iterator[Any]:
    """Somebody who may switch off triggers, and is not stopped by our own code."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table audit_event disable trigger user")
            cursor.execute("alter table audit_seal disable trigger user")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("alter table audit_event enable trigger user")
            cursor.execute("alter table audit_seal enable trigger user")


def tamper(sql: str, *values: object) -> None:
    with as_owner_of_the_database() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def named() -> str:
    wrong = verify_chain().wrong
    assert wrong is not None
    return wrong.row


def test_an_untouched_chain_is_whole(events: list[Event]) -> None:
    report = verify_chain()
    assert (report.wrong, report.waiting) == (None, 0)
    assert report.good == Event.objects.count()


def test_events_that_wait_for_their_seal_are_counted(events: list[Event], somebody: Person) -> None:
    record_audit("tests.thing.happened", somebody, by=None)
    assert (verify_chain().waiting, seal_events(), seal_events()) == (1, 1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "tests.thing.undone"),
        ("details", json.dumps({"n": 99})),
        ("actor", "people.person:999"),
        ("on_behalf_of", "people.person:999"),
        ("object", "people.person:999"),
        ("at", timezone.now() - timedelta(days=400)),
        ("mac", "0" * 64),
    ],
)
def test_a_changed_event_is_named(events: list[Event], column: str, value: object) -> None:
    tamper(f"update audit_event set {column} = %s where id = %s", value, events[1].pk)
    assert named() == f"event {events[1].pk}"


def test_an_event_changed_before_it_was_sealed_is_named(somebody: Person) -> None:
    record_audit("tests.thing.happened", somebody, by=somebody)
    event = Event.objects.latest("pk")
    tamper("update audit_event set verb = 'tests.thing.undone' where id = %s", event.pk)
    assert seal_events() == 0
    assert named() == f"event {event.pk}"


def test_a_removed_event_is_named(events: list[Event]) -> None:
    tamper("delete from audit_event where id = %s", events[2].pk)
    assert named() == f"event {events[2].pk}"


def test_an_event_removed_together_with_its_seal_is_named(events: list[Event]) -> None:
    seal = Seal.objects.get(event=events[2].pk)
    tamper("delete from audit_event where id = %s", events[2].pk)
    tamper("delete from audit_seal where position = %s", seal.position)
    assert named() == f"seal {seal.position}"


def test_the_last_event_cut_off_with_its_seal_is_named(events: list[Event]) -> None:
    last = Seal.objects.get(event=events[-1].pk)
    tamper("delete from audit_event where id = %s", events[-1].pk)
    tamper("delete from audit_seal where position = %s", last.position)
    assert named() == f"seal {last.position}"


def test_an_event_copied_under_another_number_is_named(events: list[Event]) -> None:
    """The copy is true in all but its nonce, and a nonce of its own breaks its mac."""
    columns = "at, verb, actor, on_behalf_of, object, details, digest, mac"
    tamper(
        f"insert into audit_event (nonce, {columns}) select %s, {columns} from audit_event where id = %s",
        "0" * 32,
        events[0].pk,
    )
    copy = Event.objects.order_by("-pk")[0]
    assert seal_events() == 0
    assert named() == f"event {copy.pk}"


def test_two_events_that_changed_places_are_named(events: list[Event]) -> None:
    first, second = (Seal.objects.get(event=event.pk).position for event in events[:2])
    tamper("update audit_seal set event = 0 where position = %s", first)
    tamper("update audit_seal set event = %s where position = %s", events[0].pk, second)
    tamper("update audit_seal set event = %s where position = %s", events[1].pk, first)
    assert named() == f"seal {first}"


def test_a_chain_made_anew_without_the_key_is_named(events: list[Event]) -> None:
    """Every link fits again, but the signed end does not."""
    gone = Seal.objects.get(event=events[-2].pk)
    moved = Seal.objects.get(event=events[-1].pk)
    tamper("delete from audit_event where id = %s", events[-2].pk)
    tamper("delete from audit_seal where position = %s", moved.position)
    link = link_of(gone.previous, events[-1])
    tamper("update audit_seal set event = %s, link = %s where position = %s", events[-1].pk, link, gone.position)
    with as_owner_of_the_database() as cursor:
        cursor.execute("update audit_head set position = %s, link = %s", [gone.position, link])
    assert named() == "head"


def test_a_head_that_was_removed_is_named(events: list[Event]) -> None:
    Head.objects.all().delete()
    assert named() == "head"


def test_an_older_state_put_back_is_shown_by_a_checkpoint(events: list[Event], somebody: Person) -> None:
    """The honest limit: events, seals and head of yesterday fit together; only what lies elsewhere tells."""
    before = Head.objects.get()
    record_audit("tests.thing.happened", somebody, by=None)
    late = Event.objects.latest("pk")
    seal_events()
    kept = checkpoint()
    tamper("delete from audit_event where id = %s", late.pk)
    tamper("delete from audit_seal where event = %s", late.pk)
    before.save()
    assert verify_chain().wrong is None
    wrong = verify_chain(since=kept).wrong
    assert wrong is not None
    assert wrong.row == f"seal {before.position + 1}"


def test_a_seal_that_was_removed_from_the_end_is_named(events: list[Event]) -> None:
    tamper("delete from audit_seal where event = %s", events[-1].pk)
    assert named() == f"seal {Seal.objects.count() + 1}"


def test_an_event_that_sealing_has_passed_by_was_inserted(events: list[Event], somebody: Person) -> None:
    """True in every word, mac and all: a row of another time, put back."""
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        record_audit("tests.thing.happened", somebody, by=None)
        old = Event.objects.latest("pk")
    assert seal_events() == 0
    wrong = verify_chain(old_before=timezone.now() - LOOKS_BACK).wrong
    assert wrong is not None
    assert wrong.row == f"event {old.pk}"


def test_the_command_names_the_row_and_fails(events: list[Event]) -> None:
    tamper("update audit_event set verb = 'tests.thing.undone' where id = %s", events[3].pk)
    with pytest.raises(CommandError, match=f"then event {events[3].pk}: the event was changed"):
        call_command("verify_audit")


def test_the_command_seals_counts_and_writes_a_checkpoint(somebody: Person, tmp_path: Path) -> None:
    record_audit("tests.thing.happened", somebody, by=None)
    said = StringIO()
    call_command("verify_audit", write_checkpoint=tmp_path / "end.json", stdout=said)
    assert f"{Event.objects.count()} events are good" in said.getvalue()
    record_audit("tests.thing.happened", somebody, by=None)
    call_command("verify_audit", since=tmp_path / "end.json", stdout=said)


def test_a_forged_checkpoint_is_refused(events: list[Event], tmp_path: Path) -> None:
    call_command("verify_audit", write_checkpoint=tmp_path / "end.json", stdout=StringIO())
    forged = json.loads((tmp_path / "end.json").read_text()) | {"position": 1}
    (tmp_path / "end.json").write_text(json.dumps(forged))
    with pytest.raises(CommandError, match="was not written by this site"):
        call_command("verify_audit", since=tmp_path / "end.json")


def test_an_event_is_rolled_back_with_its_change(somebody: Person) -> None:
    before = Event.objects.count()
    with transaction.atomic():
        record_audit("tests.thing.happened", somebody, by=None)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


def test_details_with_numbers_as_names_are_genuine_as_they_come_back(somebody: Person) -> None:
    """JSON names things by texts alone, and these stand in another order."""
    record_audit("tests.thing.happened", somebody, by=somebody, details={"counts": {2: "b", 10: "a"}})
    seal_events()
    report = verify_chain()
    assert (report.wrong, report.waiting) == (None, 0)
