"""What an inspector finds, what was known at a moment, and that every look at people is noted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Membership, Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.actions import Asked
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Engagement, Worker
from tests.factories.access import person
from tests.factories.seasonal import TODAY, crew, employer_with_crew, engagement
from tests.services.seasonal.test_views import words

pytestmark = pytest.mark.django_db


def official(role: str, *, country: str = "RS") -> Person:
    """Somebody who holds the role in a public body of the country."""
    office = Organisation.objects.create(name=f"Office {role}", kind=OrganisationKind.PUBLIC_BODY, country=country)
    holder = person()
    Membership.objects.create(person=holder, organisation=office, role=role, starts_on=timezone.localdate())
    return holder


@pytest.fixture
def zoran() -> Person:
    return official(rules.INSPECTOR.code)


@pytest.fixture
def as_zoran(client: Client, zoran: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, zoran)
    return client


def minute(hour: int, minute: int = 0) -> str:
    """As the browser sends a moment of the day, in Belgrade."""
    return f"2026-07-14T{hour:02d}:{minute:02d}"


def at(hour: int, minutes: int = 0) -> datetime:
    """The same moment; Belgrade is two hours ahead in July."""
    return datetime(2026, 7, 14, hour - 2, minutes, tzinfo=UTC)


def a_day_with_everything(july_morning: time_machine.Traveller) -> tuple[Organisation, list[Worker]]:
    """Registered at seven, one cancelled at nine, one more registered at half past nine, one late at noon."""
    of, milica, workers = employer_with_crew(4)
    ana, bojan, vesna, marko = workers
    july_morning.move_to(at(7))
    engagement(of, ana, on=TODAY, by=milica)
    off = engagement(of, bojan, on=TODAY, by=milica)
    july_morning.move_to(at(9))
    actions.cancel_engagement(off, reason=CancelReason.RAIN, by=milica)
    july_morning.move_to(at(9, 30))
    engagement(of, vesna, on=TODAY, by=milica)
    july_morning.move_to(at(12))
    asked = Asked(
        uuid4(),
        TODAY,
        "morning",
        (marko.pk,),
        device="phone-7",
        pressed_at=at(9, 55),
        sent_at=at(12) + timedelta(hours=1),
    )
    actions.answer_operation(of, asked, by=milica)
    return of, workers


@pytest.mark.parametrize(
    ("hour", "minutes", "registered", "others"),
    [
        (6, 59, [], []),
        (8, 0, ["ana", "bojan"], []),
        (9, 15, ["ana"], ["bojan"]),
        (11, 0, ["ana", "vesna"], ["bojan"]),
        (12, 30, ["ana", "vesna"], ["bojan", "marko"]),
    ],
)
def test_each_moment_is_answered_by_what_was_known_then(
    july_morning: time_machine.Traveller, hour: int, minutes: int, registered: list[str], others: list[str]
) -> None:
    of, workers = a_day_with_everything(july_morning)
    names = dict(zip((worker.pk for worker in workers), ("ana", "bojan", "vesna", "marko"), strict=True))
    july_morning.move_to(at(15))

    seen = queries.inspected(of, TODAY, at=at(hour, minutes))

    assert [names[one.engagement.worker_id] for one in seen.registered] == registered
    assert [names[one.engagement.worker_id] for one in seen.others] == others


def test_the_count_by_place_is_the_same_as_that_of_the_page(
    july_morning: time_machine.Traveller, zoran: Person
) -> None:
    of, _workers = a_day_with_everything(july_morning)
    july_morning.move_to(at(15))

    for hour in (8, 11, 13):
        counted = queries.places_on(zoran, TODAY, at=at(hour))
        assert sum(one.people for one in counted) == queries.inspected(of, TODAY, at=at(hour)).people


def test_a_late_day_counts_only_from_the_correction_that_let_it_in(july_morning: time_machine.Traveller) -> None:
    of, _workers = a_day_with_everything(july_morning)
    milica = of.memberships.get().person
    july_morning.move_to(at(15))
    closed = actions.close_month(of, TODAY.replace(day=1), by=milica)
    late = Engagement.objects.get(state="late")
    july_morning.move_to(at(16))
    actions.correct_month(closed, admit=[late], because="The network was down.", by=milica)
    july_morning.move_to(at(17))

    before, after = (queries.inspected(of, TODAY, at=at(hour)) for hour in (15, 17))

    assert late in [one.engagement for one in before.others]
    assert late in [one.engagement for one in after.registered]
    assert (before.came_later, before.went_later) == (1, 0)
    assert after.people == before.people + 1


def test_the_page_of_an_employer_shows_who_is_registered_at_that_moment_and_notes_the_look(
    july_morning: time_machine.Traveller, as_zoran: Client, zoran: Person
) -> None:
    of, [ana, bojan, vesna, _marko] = a_day_with_everything(july_morning)

    page = words(as_zoran.get(reverse("seasonal:inspect_employer", args=[of.pk]), {"on": TODAY, "at": minute(8)}))

    registered = page.split("Registered at that moment")[1]
    assert ana.shown_name in registered
    assert bojan.shown_name in registered
    assert vesna.shown_name not in registered
    assert "Since that moment 1 were registered and 1 were taken off." in page
    [event] = Event.objects.filter(verb="seasonal.employer.inspected")
    assert (event.actor, event.object) == (reference(zoran), reference(of))


def test_nobody_registered_is_said_loudly(as_zoran: Client) -> None:
    of, _milica, _crew = employer_with_crew(1)

    page = words(as_zoran.get(reverse("seasonal:inspect_employer", args=[of.pk])))

    assert "Nobody was registered for this day at that moment." in page


def test_an_employer_looked_for_by_name_is_listed_with_nobody_too_and_one_abroad_is_not(as_zoran: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    idle, _dragan, _crew = employer_with_crew(1)
    Organisation.objects.create(name=f"{idle.name} d.o.o.", kind=OrganisationKind.EMPLOYER, country="HR")
    engagement(of, ana, on=TODAY, by=milica)
    address = reverse("seasonal:show_inspection")

    everybody = words(as_zoran.get(address, {"on": TODAY}))
    named = words(as_zoran.get(address, {"on": TODAY, "employer": idle.name}))

    assert of.name in everybody
    assert idle.name not in everybody
    assert f"{idle.name} none none 0" in named
    assert "d.o.o." not in named
    assert ana.shown_name not in everybody


def test_a_place_narrows_the_list(as_zoran: Client, zoran: Person) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    for worker, place in ((ana, "Orchard by the river"), (bojan, "Hall 2")):
        actions.register_crew(of, [worker], on=TODAY, by=milica, op_id=uuid4(), place=place)

    found = queries.places_on(zoran, TODAY, at=timezone.now(), place="river")

    assert [(one.place, one.people) for one in found] == [("Orchard by the river", 1)]


def test_a_worker_is_found_by_number_which_stands_in_no_address(as_zoran: Client, zoran: Person) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    number = ana.person.identifiers.get().number

    answer = as_zoran.post(reverse("seasonal:find_worker"), {"who": number})
    page = words(as_zoran.get(answer.headers["Location"]))

    assert number not in answer.headers["Location"]
    assert number not in page
    assert "Tuesday, 14 July 2026 Registered As known on" in page
    assert of.name in page
    verbs = [event.verb for event in Event.objects.filter(actor=reference(zoran)).order_by("pk")]
    assert verbs[-2:] == ["seasonal.workers.searched", "seasonal.person.inspected"]
    assert number not in str(Event.objects.get(verb="seasonal.workers.searched").details)


def test_a_worker_is_found_by_a_part_of_the_name_and_the_look_is_noted(as_zoran: Client) -> None:
    _of, _milica, [ana, bojan] = employer_with_crew(2)

    page = words(as_zoran.post(reverse("seasonal:find_worker"), {"who": ana.name}))
    short = words(as_zoran.post(reverse("seasonal:find_worker"), {"who": "An"}))

    assert ana.name in page
    assert bojan.name not in page
    assert "Enter at least three letters of the name." in short
    assert Event.objects.get(verb="seasonal.workers.searched").details == {"found": [ana.person_id]}


def test_a_receipt_is_checked_digit_by_digit(as_zoran: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    receipt = engagement(of, ana, on=TODAY, by=milica).receipt
    address = reverse("seasonal:find_receipt")
    wrong = receipt.number[:-1] + str((int(receipt.number[-1]) + 1) % 10)
    receipt.pk += 1000  # a number well formed that was never given out
    unknown = receipt.number

    assert "its check digits are wrong" in words(as_zoran.post(address, {"number": wrong}))
    assert "we have given no such receipt" in words(as_zoran.post(address, {"number": unknown}))
    assert "its check digits are wrong" in words(as_zoran.post(address, {"number": "12"}))


def test_a_receipt_shows_the_three_clocks_the_device_and_each_answer(
    july_morning: time_machine.Traveller, as_zoran: Client
) -> None:
    of, [*_others, marko] = a_day_with_everything(july_morning)
    receipt = Engagement.objects.get(state="late").receipt
    asked = {"number": receipt.number.replace("-", " ")}

    page = unescape(words(as_zoran.get(as_zoran.post(reverse("seasonal:find_receipt"), asked).headers["Location"])))

    assert "Pressed, by the device's clock 14 July 2026, 09:55:00" in page
    assert "Received, by our clock 14 July 2026, 12:00:00" in page
    assert "60 minutes ahead of ours" in page
    assert "phone-7" in page
    assert f"{marko.shown_name} Received too late" in page
    assert of.name in page


def test_an_inspector_of_another_country_finds_nobody_here(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    receipt = engagement(of, ana, on=TODAY, by=milica).receipt
    stranger = official(rules.INSPECTOR.code, country="HR")
    sign_in(client, stranger)

    assert queries.places_on(stranger, TODAY, at=timezone.now(), named=of.name) == []
    assert not queries.people_named(stranger, ana.name).exists()
    assert "no such receipt" in words(client.post(reverse("seasonal:find_receipt"), {"number": receipt.number}))


def test_the_lists_ask_as_often_with_one_worker_as_with_three(as_zoran: Client) -> None:
    of, milica, _crew = employer_with_crew(0)
    counts = []
    for worker in crew(of, by=milica, people=3):
        engagement(of, worker, on=TODAY, by=milica)
        with CaptureQueriesContext(connection) as captured:
            as_zoran.get(reverse("seasonal:inspect_employer", args=[of.pk]))
        with CaptureQueriesContext(connection) as list_captured:
            as_zoran.get(reverse("seasonal:show_inspection"))
        counts.append((len(captured), len(list_captured)))

    assert counts == [counts[0]] * 3


def test_the_way_to_an_employer_keeps_day_and_moment(as_zoran: Client, july_morning: time_machine.Traveller) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    july_morning.move_to(at(12))

    page = as_zoran.get(reverse("seasonal:show_inspection"), {"on": TODAY, "at": minute(9)}).content.decode()

    assert f"inspection/employers/{of.pk}/?on=2026-07-14&amp;at=2026-07-14T09%3A00" in page
