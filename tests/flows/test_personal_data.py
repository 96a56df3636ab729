"""A copy of everything, and being forgotten, across all rooms of the demo town."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.flows import personal_data
from munera.kernel.audit.actions import record_audit
from munera.kernel.audit.models import Event
from munera.kernel.jobs.actions.queue import run_next
from munera.kernel.organisations.demo import build_town
from munera.kernel.organisations.queries import roles_of
from munera.kernel.people import actions, queries
from munera.kernel.people.choices import IdentifierKind, Script
from munera.kernel.people.models import ErasureRequest, Export, Identifier, Person
from munera.services.seasonal.models import Worker
from tests.factories.people import identifier_of, person

pytestmark = pytest.mark.django_db


def copy_of(somebody: Person) -> dict[str, Any]:
    """Asked for, packed by the worker, fetched and read."""
    job = personal_data.ask_for_copy(somebody)
    assert run_next("here")
    job.refresh_from_db()
    assert job.state == "done", job.sentence
    assert job.result_address == reverse("people:list_exports")
    packed = queries.packed(Export.objects.get(person=somebody))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def of_model(copy: dict[str, Any], part: str) -> Any:
    return next(rows for name, rows in copy.items() if name.endswith(f"-{part}.json"))


def approved(somebody: Person) -> ErasureRequest:
    asked = actions.request_erasure(somebody, by=somebody)
    actions.approve_erasure(asked, by=person("Officer"))
    return asked


def test_a_copy_holds_what_every_room_knows_and_the_numbers_in_full() -> None:
    somebody = person("Petra Perić")
    actions.add_name(somebody, Script.CYRILLIC, "Петра Перић", by=somebody)
    number = identifier_of(somebody).number
    other = person("Clerk")
    record_audit("people.person.viewed", somebody, by=other)
    copy = copy_of(somebody)
    assert of_model(copy, "person")[0]["full_name"] == "Petra Perić"
    assert of_model(copy, "personname") == [
        {"script": "Cyrl", "full_name": "Петра Перић", "given_name": "", "family_name": ""}
    ]
    assert [(row["kind"], row["number"]) for row in of_model(copy, "identifier")] == [("rs-jmbg", number)]
    told = {(event["what"], event["who"]) for event in copy["events.json"]}
    assert ("people.person.viewed", "Clerk") in told
    listed = {entry["file"]: entry["rows"] for entry in copy["index.json"]["files"]}
    for entry in copy["index.json"]["files"]:
        assert all(row.keys() == entry["details"].keys() for row in copy[entry["file"]])
    assert listed == {name: len(rows) for name, rows in copy.items() if name not in ("events.json", "index.json")}
    assert len(listed) == len(personal_data.everything_about(somebody))


def test_a_copy_holds_nothing_of_somebody_else() -> None:
    other = person("Somebody Else")
    identifier_of(other)
    copy = json.dumps(copy_of(person("Petra Perić")))
    assert "Somebody Else" not in copy
    assert str(other.email) not in copy


def test_a_copy_of_a_worker_tells_of_every_day_and_what_was_done_with_it() -> None:
    call_command("build_demo", verbosity=0)
    ana = Person.objects.get(email="ana@demo.example")
    copy = copy_of(ana)
    assert of_model(copy, "engagement")
    assert any(event["what"].startswith("seasonal.") for event in copy["events.json"])


def test_what_lies_in_the_database_is_sealed() -> None:
    somebody = person("Petra Perić")
    copy_of(somebody)
    assert b"Petra" not in bytes(Export.objects.get().sealed)


def test_a_copy_asked_for_twice_is_packed_once() -> None:
    somebody = person()
    first, second = personal_data.ask_for_copy(somebody), personal_data.ask_for_copy(somebody)
    assert first.arguments == second.arguments
    while run_next("here"):
        pass
    assert Event.objects.filter(verb="people.export.packed").count() == 1


def test_a_copy_is_gone_after_a_week() -> None:
    somebody = person()
    copy_of(somebody)
    assert actions.discard_stale_exports() == 0
    Export.objects.update(asked_at=timezone.now() - queries.EXPORT_LASTS)
    assert list(queries.exports_of(somebody)) == []
    assert (actions.discard_stale_exports(), Export.objects.count()) == (1, 0)


def test_erasing_waits_for_an_approval_and_is_done_once() -> None:
    somebody = person()
    asked = actions.request_erasure(somebody, by=somebody)
    assert (list(personal_data.waiting()), personal_data.run()) == ([], 0)
    actions.approve_erasure(asked, by=person("Officer"))
    assert list(personal_data.waiting()) == [asked]
    assert (personal_data.run(), personal_data.run(), personal_data.erase(asked)) == (1, 0, False)


def test_somebody_forgotten_keeps_a_row_without_a_name() -> None:
    somebody = person("Petra Perić")
    identifier_of(somebody)
    approved(somebody)
    personal_data.run()
    somebody.refresh_from_db()
    assert (somebody.full_name, somebody.email, somebody.phone, somebody.language) == ("", None, "", "")
    assert (somebody.is_active, somebody.has_usable_password()) == (False, False)
    assert somebody.erased_at is not None
    assert somebody.shown_name == f"Person {somebody.pk}"
    assert not Identifier.objects.filter(person=somebody).exists()


def test_somebody_forgotten_is_signed_out_everywhere(client: Client, sign_in: Any) -> None:
    somebody = person()
    sign_in(client, somebody)
    assert client.get(reverse("people:my_data")).status_code == 200
    approved(somebody)
    personal_data.run()
    assert client.get(reverse("people:my_data")).status_code == 302


def test_somebody_forgotten_holds_no_role_from_tomorrow() -> None:
    jelena = build_town().people["jelena"]
    approved(jelena)
    personal_data.run()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert roles_of(jelena, on=tomorrow) == frozenset()


def test_the_number_stays_sealed_while_the_law_keeps_days_that_need_it() -> None:
    call_command("build_demo", verbosity=0)
    ana = Person.objects.get(email="ana@demo.example")
    number = ana.identifiers.get().number
    told = {fate.table: str(fate.because) for fate in personal_data.fates(ana) if fate.stays and fate.count}
    assert "need the number" in told["people.identifier"]
    approved(ana)
    personal_data.run()
    assert queries.person_by_identifier(IdentifierKind.RS_JMBG, number) == ana
    assert set(Worker.objects.filter(person=ana).values_list("name", flat=True)) == {""}


def test_the_page_tells_exactly_what_the_erasing_does() -> None:
    call_command("build_demo", verbosity=0)
    ana = Person.objects.get(email="ana@demo.example")
    approved(ana)
    promised = personal_data.fates(ana)
    personal_data.run()
    noted = Event.objects.get(verb="people.person.erased").details
    assert noted["deleted"] == _sums(promised, stays=False)
    assert noted["kept"] == _sums(promised, stays=True)
    assert [(fate.table, fate.count) for fate in personal_data.fates(ana) if not fate.stays and fate.count] == []


def _sums(fates: list[personal_data.Fate], *, stays: bool) -> dict[str, int]:
    tables = {fate.table for fate in fates if fate.stays is stays}
    return {table: sum(fate.count for fate in fates if fate.table == table and fate.stays is stays) for table in tables}


def test_the_last_letter_goes_to_the_address_that_is_then_forgotten(django_capture_on_commit_callbacks: Any) -> None:
    somebody = person()
    address = somebody.email
    approved(somebody)
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.run()
    assert [message.to for message in mail.outbox if "forgotten" in message.subject] == [[address]]


def test_kept_rows_are_kept_to_the_end_of_the_last_year() -> None:
    somebody = person()
    asked = actions.request_erasure(somebody, by=somebody)
    records = next(each for each in queries.personal_records(somebody) if each.kept_from == "asked_at")
    until = personal_data.kept_until(records)
    assert until is not None
    assert (until.year, until.month, until.day) == (asked.asked_at.year + 5, 12, 31)


def test_the_term_of_a_role_that_has_not_ended_begins_today() -> None:
    milica = build_town().people["milica"]
    fate = next(each for each in personal_data.fates(milica) if each.table == "organisations.membership")
    until = personal_data.kept_until(fate.records)
    assert until is not None
    assert until.year == timezone.localdate().year + 10


def test_an_address_that_allauth_holds_goes_too() -> None:
    somebody = person()
    EmailAddress.objects.create(user=somebody, email=somebody.email, verified=True, primary=True)
    approved(somebody)
    personal_data.run()
    assert not EmailAddress.objects.filter(user=somebody).exists()
