"""What the phone in the field reads and keeps: whole, no more than it needs, and only of one's own employer."""

import json
import re
import struct
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Receipt, Worker
from tests.counting import cost
from tests.factories.seasonal import TODAY, TOMORROW, crew, employer_with_crew, member_of

pytestmark = pytest.mark.django_db

SESSION = "/api/v1/seasonal/field/session"
OPERATIONS = "/api/v1/seasonal/operations"


@pytest.fixture
def read(client: Client, sign_in: Callable[[Client, Person], None]) -> Callable[..., Any]:
    """``read(milica, farm)``: what her phone gets."""

    def read(who: Person, of: Organisation, **headers: str) -> Any:
        sign_in(client, who)
        return client.get(f"/api/v1/seasonal/employers/{of.pk}/field", headers=headers)

    return read


def register(of: Organisation, workers: list[Worker], by: Person, *, on: date = TODAY) -> Receipt:
    return actions.register_crew(of, workers, on=on, by=by, op_id=uuid4())


def test_the_phone_is_told_who_comes_when_and_until_when(read: Callable[..., Any]) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    actions.name_crew(of, name="Pickers", workers=[bojan], by=milica)
    receipt = register(of, [ana], milica)

    told = read(milica, of).json()

    assert (told["employer"], told["time_zone"], told["today"]) == (of.pk, "Europe/Belgrade", "2026-07-14")
    assert (told["due"], told["currency"]) == ("615.57", "RSD")
    assert [(one["id"], one["left"]) for one in told["workers"]] == [(ana.pk, 119), (bojan.pk, 120)]
    assert told["crews"] == [{"name": "Pickers", "workers": [bojan.pk]}]
    today, tomorrow, *_rest = told["days"]
    assert (today["on"], tomorrow["on"], told["days"][-1]["on"]) == ("2026-07-14", "2026-07-15", "2026-09-30")
    morning, afternoon = today["shifts"]
    assert (morning["registered"], afternoon["registered"]) == ([ana.pk], [])
    assert datetime.fromisoformat(morning["register_until"]) == datetime.fromisoformat("2026-07-14T10:00:00+02:00")
    assert datetime.fromisoformat(afternoon["register_until"]) == datetime.fromisoformat("2026-07-14T15:00:00+02:00")
    assert [(one["number"], one["standing"], one["asked"]) for one in told["receipts"]] == [(receipt.number, 1, 1)]


def test_nothing_that_identifies_beyond_the_name_lies_on_the_phone(read: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    plain = ana.person.identifiers.get().number

    answer = read(milica, of)

    assert len(str(plain)) == 13
    assert str(plain) not in answer.content.decode()
    assert set(answer.json()["workers"][0]) == {"id", "name", "left", "notes"}


def test_what_has_not_changed_is_not_sent_again(read: Callable[..., Any]) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    first = read(milica, of)
    again = read(milica, of, **{"If-None-Match": first["ETag"]})
    register(of, [ana, bojan], milica, on=TOMORROW)
    changed = read(milica, of, **{"If-None-Match": first["ETag"]})

    assert [first.status_code, again.status_code, changed.status_code] == [200, 304, 200]


def test_receipts_are_those_of_the_person_alone(read: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    jelena = member_of(of)
    register(of, [ana], milica)
    hers = register(of, [ana], jelena, on=TOMORROW)

    assert [one["number"] for one in read(jelena, of).json()["receipts"]] == [hers.number]


def test_the_employer_next_door_shows_nothing_of_itself(read: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    next_door, other, [zoran] = employer_with_crew(1)
    register(next_door, [zoran], other)

    told = read(milica, of).json()

    assert [one["id"] for one in told["workers"]] == [ana.pk]
    assert [shift["registered"] for day in told["days"] for shift in day["shifts"] if shift["registered"]] == []
    assert told["due"] == "0.00"


def test_days_taken_off_are_free_again(read: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    register(of, [ana], milica)
    actions.cancel_crew(of, [ana], on=TODAY, reason=CancelReason.RAIN, by=milica, op_id=uuid4())

    told = read(milica, of).json()

    assert told["days"][0]["shifts"][0]["registered"] == []
    assert [one["left"] for one in told["workers"]] == [120]
    assert [one["kind"] for one in told["receipts"]] == ["cancel", "register"]


def test_a_closed_month_and_yesterday_are_told_apart(july_morning: Any) -> None:
    of, milica, [ana] = employer_with_crew(1)
    register(of, [ana], milica)
    july_morning.move_to("2026-07-31T20:00:00+02:00")
    actions.close_month(of, date(2026, 7, 1), by=milica)

    days = queries.field_of(of, milica, at=datetime.fromisoformat("2026-08-01T00:10:00+02:00")).days

    assert days[0].on == date(2026, 8, 1)
    assert not days[0].is_closed
    assert queries.field_of(of, milica, at=datetime.fromisoformat("2026-07-31T20:10:00+02:00")).days[0].is_closed


def test_a_large_crew_asks_as_many_queries_as_a_small_one(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    of, milica, workers = employer_with_crew(1)
    sign_in(client, milica)
    address = f"/api/v1/seasonal/employers/{of.pk}/field"
    register(of, workers, milica)
    of_one = cost(client, address)
    workers += crew(of, by=milica, people=4)
    register(of, workers, milica, on=TOMORROW)

    assert cost(client, address) == of_one


def test_a_token_of_an_earlier_signing_in_sends_nothing_for_the_next_person() -> None:
    """What one person queued reaches the server under nobody else's name, whoever signed in between."""
    of, milica, [ana] = employer_with_crew(1)
    jelena = member_of(of)
    browser = Client(enforce_csrf_checks=True)
    enter(browser, milica)
    hers = browser.get(SESSION).json()
    enter(browser, jelena)
    batch = {"operations": [{"op_id": str(uuid4()), "employer": of.pk, "on": "2026-07-15", "workers": [ana.pk]}]}

    def send(token: str) -> Any:
        return browser.post(OPERATIONS, json.dumps(batch), "application/json", headers={"X-CSRFToken": token})

    assert hers["person"] == milica.pk
    assert send(hers["token"]).status_code == 403
    assert Receipt.objects.count() == 0
    assert browser.get(SESSION).json()["person"] == jelena.pk
    assert send(browser.get(SESSION).json()["token"]).status_code == 200
    assert Receipt.objects.get().received_from == jelena


def enter(browser: Client, person: Person) -> None:
    """Through the demo's door, by which a browser's token changes as at every signing in."""
    Person.objects.filter(pk=person.pk).update(is_of_demo_town=True)
    page = browser.get(reverse("demo_people")).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    assert browser.post(reverse("try_as", args=[person.pk]), {"csrfmiddlewaretoken": token}).status_code == 302


def file_of(address: str) -> Path:
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found)


def frame_of(script: str) -> Any:
    return json.loads(script.partition("\n")[0].removeprefix("const FRAME = "))


def test_the_worker_keeps_every_file_that_the_page_loads(client: Client, sign_in: Callable[..., None]) -> None:
    of, milica, _crew = employer_with_crew(1)
    sign_in(client, milica)
    page = client.get(reverse("seasonal:show_field", args=[of.pk])).content.decode()
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))

    kept = set(frame_of(client.get(reverse("seasonal:field_worker_script")).content.decode())["keep"])

    assert loaded - kept == set()
    assert all(file_of(address).is_file() for address in kept)


def test_the_worker_reaches_no_further_than_the_pages_in_the_field(client: Client) -> None:
    answer = client.get(reverse("seasonal:field_worker_script"))

    assert answer["Content-Type"] == "text/javascript"
    assert reverse("seasonal:field_worker_script").rpartition("/")[0] + "/" == reverse("seasonal:show_field_start")
    assert "Service-Worker-Allowed" not in answer
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-cache"


def test_the_manifest_names_icons_of_the_size_they_have(client: Client) -> None:
    manifest = client.get(reverse("seasonal:field_webmanifest")).json()

    assert manifest["start_url"] == manifest["scope"] == reverse("seasonal:show_field_start")
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        width, height = struct.unpack(">II", file_of(icon["src"]).read_bytes()[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_page_holds_no_name_of_a_worker_and_leads_to_the_day_without_script(
    client: Client, sign_in: Callable[..., None]
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    sign_in(client, milica)

    page = client.get(reverse("seasonal:show_field", args=[of.pk])).content.decode()

    assert ana.name not in page
    [without_script] = re.findall(r"<noscript>.*?</noscript>", page, re.DOTALL)
    assert reverse("seasonal:show_day", args=[of.pk]) in without_script


def test_every_word_the_script_says_stands_on_the_page(client: Client, sign_in: Callable[..., None]) -> None:
    of, milica, _crew = employer_with_crew(1)
    sign_in(client, milica)
    page = client.get(reverse("seasonal:show_field", args=[of.pk])).content.decode()
    scripts = [file_of(f"/static/seasonal/field/{name}.js").read_text() for name in ("known", "page")]
    script = "\n".join(scripts)

    for attribute, called in (("word", "word"), ("part", "part"), ("made", "made")):
        asked = set(re.findall(rf"\b{called}\('([\w-]+)'", script))
        assert asked, called
        assert asked - set(re.findall(rf'data-{attribute}="([\w-]+)"', page)) == set()
