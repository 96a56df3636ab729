"""A worker looks up their days: with number and code, signed in, and on paper."""

import logging
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import TypeAlias

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.actions.tries import MOST_OF_A_NUMBER, MOST_OF_AN_ADDRESS
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Confirmation, Engagement, SelfCheckCode, Worker
from tests.factories.people import identifier_of
from tests.factories.seasonal import TODAY, TOMORROW, employer_with_crew, engagement, jmbg, person, worker
from tests.services.seasonal.test_views import words

pytestmark = pytest.mark.django_db

Browse: TypeAlias = Callable[[Person], Client]
CHECK = "/seasonal/check/"


@pytest.fixture
def browse(client: Client, sign_in: Callable[[Client, Person], None]) -> Browse:
    def browse_as(who: Person) -> Client:
        sign_in(client, who)
        return client

    return browse_as


def number_of(someone: Worker) -> str:
    return someone.person.identifiers.get().number


def look(client: Client, number: str, code: str) -> HttpResponse:
    return client.post(CHECK, {"number": number, "code": code})  # type: ignore[return-value]  # the client's own class


def token_in(response: HttpResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found
    return found.group(1)


# --- number and code ----------------------------------------------------------------------------------------------


def test_the_page_says_yes_with_employer_shift_and_time_of_receipt(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)
    code = actions.issue_code(ana.person, employer=None, by=milica)

    page = words(look(client, number_of(ana), code))

    assert "Today Tuesday, 14 July 2026 Yes You are registered." in page
    assert of.name in page
    assert there.receipt.number in page
    assert "14 July 2026, 07:15" in page
    assert "Tomorrow Wednesday, 15 July 2026 No Nobody has registered you for this day." in page


def test_a_late_day_is_a_no_that_says_when_it_came(client: Client, july_morning: time_machine.Traveller) -> None:
    of, milica, [ana] = employer_with_crew(1)
    code = actions.issue_code(ana.person, employer=None, by=milica)
    july_morning.shift(timedelta(hours=12))
    with pytest.raises(Engagement.DoesNotExist):
        engagement(of, ana, on=TODAY, by=milica)

    page = words(look(client, number_of(ana), code))

    assert "No Nobody has registered you for this day." in page
    assert f"{of.name} sent your name too late" in page
    assert "You are registered." not in page


def test_an_employer_s_code_opens_the_days_with_them_alone(client: Client) -> None:
    garden, milica, [ana] = employer_with_crew(1)
    orchard, dragan, _crew = employer_with_crew(1)
    there = worker(orchard, by=dragan, number=number_of(ana))
    engagement(garden, ana, on=TODAY, by=milica)
    engagement(orchard, there, on=TOMORROW, by=dragan)
    of_garden = actions.issue_code(ana.person, employer=garden, by=milica)
    of_all = actions.issue_code(ana.person, employer=None, by=dragan)

    some, everything = (words(look(client, number_of(ana), code)) for code in (of_garden, of_all))

    assert garden.name in some
    assert orchard.name not in some
    assert orchard.name in everything
    assert "Days of one worker in a year" not in some
    assert "1 day in 2026" in some
    assert "2 days in 2026" in everything


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer_from_the_same_question(client: Client) -> None:
    of, milica, _crew = employer_with_crew(0)
    # Numbers of one kind alone: what could be a citizen's too is looked for as both.
    ana, bojan = (worker(of, by=milica, number=f"120399006000{last}") for last in (1, 2))
    code = actions.issue_code(ana.person, employer=of, by=milica)
    wrong = "0" * 10 if code != "0" * 10 else "1" * 10
    tries = [(number_of(ana), wrong), ("1203990059999", wrong), ("1203990059999", code), (number_of(bojan), code)]

    said, asked = [], []
    for number, tried in tries:
        with CaptureQueriesContext(connection) as captured:
            page = words(look(client, number, tried))
        said.append(page)
        asked.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in captured.captured_queries])

    assert "do not open anything together" in said[0]
    assert said == [said[0]] * 4
    assert asked == [asked[0]] * 4
    assert not Event.objects.filter(verb="seasonal.days.looked-up").exists()


def test_a_number_that_cannot_be_one_is_said_to_be_so(client: Client) -> None:
    page = words(look(client, "123", "1234567890"))

    assert "This number cannot be right." in page


def test_after_ten_tries_a_number_has_to_wait_and_another_has_not(client: Client) -> None:
    answers = [look(client, "1203990059999", "1234567890").status_code for _try in range(MOST_OF_A_NUMBER + 1)]
    other = look(client, "1203990058888", "1234567890")

    assert answers == [200] * MOST_OF_A_NUMBER + [429]
    assert other.status_code == 200


def test_one_address_cannot_try_number_after_number(client: Client) -> None:
    numbers = [f"{1203990050000 + place}" for place in range(MOST_OF_AN_ADDRESS + 1)]

    answers = [look(client, number, "1234567890") for number in numbers]

    assert [answer.status_code for answer in answers] == [200] * MOST_OF_AN_ADDRESS + [429]
    assert "Wait a quarter of an hour" in words(answers[-1])
    assert int(answers[-1]["Retry-After"]) <= 15 * 60
    assert client.get(CHECK).status_code == 200


def test_a_look_is_noted_to_the_worker_and_neither_number_nor_code_is_written_down(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    code = actions.issue_code(ana.person, employer=of, by=milica)

    with caplog.at_level(logging.DEBUG):
        response = look(client, number_of(ana), code)

    [event] = Event.objects.filter(verb="seasonal.days.looked-up")
    assert event.object == reference(ana.person)
    assert event.on_behalf_of == reference(of)
    written = f"{caplog.text} {event.details} {response.headers} {client.session.items()}"
    assert number_of(ana) not in written
    assert code not in written
    assert code not in SelfCheckCode.objects.get().digest
    assert number_of(ana) not in response.content.decode()


def test_a_new_code_takes_the_place_of_the_old_one_and_a_withdrawn_one_opens_nothing(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    old = actions.issue_code(ana.person, employer=of, by=milica)
    new = actions.issue_code(ana.person, employer=of, by=milica)

    assert "do not open anything" in words(look(client, number_of(ana), old))
    assert "Your days" in words(look(client, number_of(ana), new))

    code = queries.standing_codes().get()
    actions.withdraw_code(code, by=milica)
    assert "do not open anything" in words(look(client, number_of(ana), new))
    with pytest.raises(actions.CodeWithdrawn):
        actions.withdraw_code(code, by=milica)


def test_the_page_asks_for_another_year_without_number_and_code_for_twenty_minutes(
    client: Client, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    code = actions.issue_code(ana.person, employer=of, by=milica)
    token = token_in(look(client, number_of(ana), code))

    again = client.post(CHECK, {"token": token, "year": "2026"})
    july_morning.shift(timedelta(minutes=21))
    late = client.post(CHECK, {"token": token, "year": "2026"})

    assert "1 day in 2026" in words(again)
    assert "Enter number and code once more." in words(late)
    assert "1 day in 2026" not in words(late)


def test_the_day_in_july_shows_counts_towards_each_limit_and_the_pension(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    engagement(of, ana, on=TOMORROW, by=milica)
    code = actions.issue_code(ana.person, employer=None, by=milica)

    ledger = queries.ledger_of(ana.person, today=TODAY)
    page = words(look(client, number_of(ana), code))

    assert [(count.employer, count.used, count.at_most, count.left) for count in ledger.counts] == [
        (of.name, 2, 120, 118),
        ("", 2, 180, 178),
    ]
    assert "1 day over all years counts towards your pension so far; 360 days make a year of insurance." in page
    assert "That number has not been checked at its source yet" in page


def test_the_ledger_asks_as_often_with_one_day_as_with_three(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    counts = []
    for ahead in (0, 1, 2):
        engagement(of, ana, on=TODAY + timedelta(days=ahead), by=milica)
        with CaptureQueriesContext(connection) as captured:
            queries.ledger_of(ana.person, today=TODAY)
        counts.append(len(captured))

    assert counts == [counts[0]] * 3


# --- signed in ----------------------------------------------------------------------------------------------------


def test_a_worker_who_has_signed_in_sees_every_employer_and_makes_a_code(browse: Browse) -> None:
    garden, milica, [ana] = employer_with_crew(1)
    orchard, dragan, _crew = employer_with_crew(1)
    there = worker(orchard, by=dragan, number=number_of(ana))
    engagement(garden, ana, on=TODAY, by=milica)
    engagement(orchard, there, on=TOMORROW, by=dragan)
    client = browse(ana.person)

    page = words(client.get(reverse("seasonal:show_own_days")))
    card = words(client.post(reverse("seasonal:make_own_code")))

    assert f"{garden.name} 1 day" in page
    assert f"{orchard.name} 1 day" in page
    found = re.search(r"(\d{4}) (\d{3}) (\d{3})", card)
    assert found
    assert "Your days" in words(look(Client(), number_of(ana), "".join(found.groups())))


def test_a_code_is_withdrawn_by_its_worker(browse: Browse) -> None:
    _of, milica, [ana] = employer_with_crew(1)
    actions.issue_code(ana.person, employer=None, by=milica)

    browse(ana.person).post(reverse("seasonal:withdraw_own_code"))

    assert not queries.standing_codes().exists()


def test_who_bears_no_number_is_offered_no_code(browse: Browse) -> None:
    somebody = person()
    client = browse(somebody)

    assert "Make a code" not in words(client.get(reverse("seasonal:show_own_days")))
    identifier_of(somebody)
    assert "Make a code" in words(client.get(reverse("seasonal:show_own_days")))


# --- on paper -----------------------------------------------------------------------------------------------------


def test_the_confirmation_lists_the_days_that_have_come_and_is_the_same_until_something_changes(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)
    engagement(of, ana, on=TOMORROW, by=milica)
    address, asked = reverse("seasonal:download_own_confirmation"), {"employer": of.pk, "year": 2026}
    client = browse(ana.person)

    first, second = (client.post(address, asked).content for _time in range(2))
    july_morning.shift(timedelta(days=1))
    third = browse(ana.person).post(address, asked).content

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(first)).pages)
    assert first == second
    assert "was registered with" in text
    assert there.receipt.number in text
    assert [paper.count for paper in Confirmation.objects.order_by("pk")] == [1, 2]
    assert third != first
    assert number_of(ana) not in text


def test_whoever_holds_the_paper_reads_what_it_says_and_nothing_more(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)
    paper = actions.confirm_days(ana.person, of, year=2026, by=None)
    engagement(of, ana, on=TOMORROW, by=milica)
    address = reverse("seasonal:check_confirmation")
    shown = queries.shown_reference(paper.reference)

    page = words(client.post(address, {"reference": shown.lower().replace("0", "O")}))
    wrong = words(client.post(address, {"reference": shown[:-1] + str((int(shown[-1]) + 1) % 10)}))
    unknown = words(client.post(address, {"reference": queries.with_check_digits("0" * 14)}))

    assert ana.shown_name in page
    assert there.receipt.number in page
    assert "15 July 2026" not in page
    assert number_of(ana) not in page
    assert "A letter of this reference is wrong." in wrong
    assert "We have printed no paper with this reference." in unknown
    [event] = Event.objects.filter(verb="seasonal.confirmation.checked")
    assert event.on_behalf_of == reference(ana.person)


def test_an_employer_s_code_prints_no_paper_of_another_employer(client: Client) -> None:
    garden, milica, [ana] = employer_with_crew(1)
    orchard, dragan, _crew = employer_with_crew(1)
    there = worker(orchard, by=dragan, number=number_of(ana))
    engagement(garden, ana, on=TODAY, by=milica)
    engagement(orchard, there, on=TODAY, by=dragan)
    token = token_in(look(client, number_of(ana), actions.issue_code(ana.person, employer=garden, by=milica)))
    address = reverse("seasonal:download_confirmation")

    own = client.post(address, {"token": token, "employer": garden.pk, "year": 2026})
    other = client.post(address, {"token": token, "employer": orchard.pk, "year": 2026})

    assert own["Content-Type"] == "application/pdf"
    assert other.status_code == 404


def test_a_cancelled_day_is_on_no_paper(client: Client) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=milica)

    with pytest.raises(actions.NothingToConfirm):
        actions.confirm_days(ana.person, of, year=2026, by=None)


def test_thirteen_digits_may_be_a_citizen_s_or_a_foreigner_s(client: Client) -> None:
    of, milica, _crew = employer_with_crew(0)
    ana = worker(of, by=milica, number=jmbg(1))  # an EBS with the digits of a citizen number
    code = actions.issue_code(ana.person, employer=of, by=milica)

    assert "Your days" in words(look(client, jmbg(1), code))


def test_the_year_is_the_present_one_where_the_address_names_none_that_is() -> None:
    _of, _milica, [ana] = employer_with_crew(1)

    assert queries.ledger_of(ana.person, year=1999, today=date(2026, 7, 14)).year == 2026
