"""What the pages say, what a form in error keeps, and where an answer leads."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import TypeAlias
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, Job
from munera.services.seasonal.models import Engagement, Receipt
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    crew,
    delegate,
    employer_with_crew,
    engagement,
    jmbg,
    member_of,
    person,
)

pytestmark = pytest.mark.django_db

Browse: TypeAlias = Callable[[Person], Client]


def words(response: HttpResponse) -> str:
    """The page as it is read: without tags, and with one blank between words."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("\xa0", " ").split())


@pytest.fixture
def browse(client: Client, sign_in: Callable[[Client, Person], None]) -> Browse:
    """``browse(milica)`` is a client in which Milica has signed in."""

    def browse_as(who: Person) -> Client:
        sign_in(client, who)
        return client

    return browse_as


def day_of(of: Organisation, on: date | None = None) -> str:
    return reverse("seasonal:show_day", args=[of.pk]) + (f"?on={on}" if on else "")


# --- the way in ---------------------------------------------------------------------------------------------------


def test_who_acts_for_one_employer_is_led_straight_to_it(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(1)

    assert browse(milica).get(reverse("seasonal:show_start")).headers["Location"] == day_of(of)


def test_who_acts_for_several_chooses_and_reads_both_names(browse: Browse) -> None:
    garden, milica, _crew = employer_with_crew(1)
    orchard, dragan, _crew = employer_with_crew(1)
    jelena = delegate(garden, given_by=milica)
    orchard.delegations_given.create(
        delegate=jelena, role="seasonal.employer", given_by=dragan, starts_on=date(2019, 1, 1)
    )

    page = words(browse(jelena).get(reverse("seasonal:show_start")))

    assert f"{jelena.full_name} for {garden.name}" in page
    assert f"{jelena.full_name} for {orchard.name}" in page


def test_who_acts_for_nobody_is_shown_the_way_to_their_own_days(browse: Browse) -> None:
    response = browse(person()).get(reverse("seasonal:show_start"))

    assert response.status_code == 200
    assert reverse("seasonal:show_own_days") in response.content.decode()


# --- a day --------------------------------------------------------------------------------------------------------


def test_the_day_is_tomorrow_and_yesterday_s_crew_is_ticked(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    engagement(of, ana, on=TODAY, by=milica)

    response = browse(milica).get(day_of(of))

    assert "Crew for Wednesday, 15 July 2026" in words(response)
    boxes = re.findall(r'<input type="checkbox"[^>]*>', response.content.decode())
    ticked = {int(found.group(1)): "checked" in box for box in boxes if (found := re.search(r'value="(\d+)"', box))}
    assert ticked == {ana.pk: True, bojan.pk: False}


def test_the_day_shows_the_levy_to_the_para_with_three_lines_and_their_source(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(1)

    page = words(browse(milica).get(day_of(of)))

    assert "Income tax 1,709.90 10 % 170.99 RSD" in page
    assert "Pension and disability insurance 1,709.90 24 % 410.38 RSD" in page
    assert "Health insurance for injury at work 1,709.90 2 % 34.20 RSD" in page
    assert "Together 615.57 RSD for one person and day." in page
    assert "Pension and Disability Insurance Fund, notice for 2026" in page
    assert "Not everything has been checked at its source" in page


def test_numbers_of_workers_are_shown_masked(browse: Browse) -> None:
    of = employer_with_crew(0)[0]
    milica = member_of(of)
    actions.enrol_worker(of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="Ana", job=Job.FRUIT, by=milica)

    page = browse(milica).get(day_of(of)).content.decode()

    assert f"•••••••••{jmbg(1)[-4:]}" in page
    assert jmbg(1) not in page


def test_a_day_that_has_passed_offers_nobody_and_says_so(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(1)

    response = browse(milica).get(day_of(of, date(2026, 7, 13)))

    assert "This day has passed" in words(response)
    assert 'type="checkbox"' not in response.content.decode()


def test_a_day_that_has_passed_offers_no_cancelling(browse: Browse, july_morning: time_machine.Traveller) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    before = words(browse(milica).get(day_of(of, TODAY)))

    july_morning.move_to("2026-07-15T06:00:00+02:00")

    assert f"Cancel the day of {ana.name}" in before
    after = words(browse(milica).get(day_of(of, TODAY)))
    assert ana.name in after
    assert "Cancel the day" not in after


def test_a_day_too_far_ahead_says_up_to_when_one_may_register(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(1)

    assert "Days up to Wednesday, 30 September 2026 can be registered now." in words(
        browse(milica).get(day_of(of, date(2026, 10, 1)))
    )


@pytest.mark.parametrize("on", ["", "soon", "2026-02-30", "99999-01-01"])
def test_a_day_that_is_none_is_taken_for_tomorrow(browse: Browse, on: str) -> None:
    of, milica, _crew = employer_with_crew(1)

    assert "15 July 2026" in words(browse(milica).get(f"{day_of(of)}?on={on}"))


# --- registering --------------------------------------------------------------------------------------------------


def register(client: Client, of: Organisation, **form: object) -> HttpResponse:
    sent = {"on": TOMORROW.isoformat(), "op_id": str(uuid4())} | form
    return client.post(reverse("seasonal:register_crew", args=[of.pk]), sent)


def test_five_people_are_registered_and_the_receipt_says_so(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(5)

    answer = register(browse(milica), of, workers=[one.pk for one in workers])

    receipt = Receipt.objects.get()
    assert answer.headers["Location"] == reverse("seasonal:show_receipt", args=[receipt.pk])
    page = words(browse(milica).get(answer.headers["Location"]))
    assert "5 people registered for Wednesday, 15 July 2026" in page
    assert f"Receipt number {receipt.number}" in page
    assert f"from {milica.full_name} for {of.name}" in page
    assert "Levy for this day: 3,077.85 RSD" in page


def test_the_same_form_sent_twice_leads_to_the_same_receipt(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    form = {"workers": [one.pk for one in workers], "op_id": str(uuid4())}

    first, second = (register(browse(milica), of, **form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Engagement.objects.count() == 2


def test_nobody_ticked_is_an_error_that_keeps_the_day(browse: Browse) -> None:
    of, milica, _workers = employer_with_crew(2)

    response = register(browse(milica), of, on="2026-07-20")

    page = words(response)
    assert response.status_code == 200
    assert "There is a problem" in page
    assert "Tick at least one worker." in page
    assert "Crew for Monday, 20 July 2026" in page
    assert not Receipt.objects.exists()


def test_a_worker_of_another_employer_is_no_choice(browse: Browse) -> None:
    of, milica, _workers = employer_with_crew(1)
    _other, _by, [stranger] = employer_with_crew(1)

    response = register(browse(milica), of, workers=[stranger.pk])

    assert response.status_code == 200
    assert "There is a problem" in words(response)
    assert not Engagement.objects.exists()


def test_a_day_that_passed_while_the_page_was_open_is_an_error_that_names_the_open_days(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)

    response = register(browse(milica), of, on="2026-07-13", workers=[ana.pk])

    assert "Choose a day from 14 July 2026 to 30 September 2026." in words(response)
    assert not Engagement.objects.exists()


def test_who_was_registered_meanwhile_from_another_device_counts_as_success(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    engagement(of, ana, on=TOMORROW, by=milica)

    answer = register(browse(milica), of, workers=[ana.pk, bojan.pk])

    assert "2 people registered" in words(browse(milica).get(answer.headers["Location"]))


# --- adding a worker ----------------------------------------------------------------------------------------------


def enrol(client: Client, of: Organisation, **form: object) -> HttpResponse:
    sent = {"kind": "rs-jmbg", "number": jmbg(1), "name": "Ana Marković", "job": "fruit"} | form
    return client.post(reverse("seasonal:enrol_worker", args=[of.pk]), sent)


def test_a_worker_is_added_with_a_real_number(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)

    answer = enrol(browse(milica), of, number=f" {jmbg(1)[:7]} {jmbg(1)[7:]} ")

    assert answer.headers["Location"] == day_of(of)
    assert [one.name for one in queries.crew_of(of)] == ["Ana Marković"]


def test_a_wrong_number_is_an_error_on_its_field_and_the_name_is_kept(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)

    response = enrol(browse(milica), of, number="1234567890123")

    assert "This number cannot be right" in words(response)
    assert 'value="Ana Marković"' in response.content.decode()
    assert not queries.crew_of(of).exists()


def test_a_number_that_is_on_the_list_is_an_error_that_names_whose_it_is(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    enrol(browse(milica), of)

    response = enrol(browse(milica), of, name="Somebody Else")

    assert "This is the number of Ana Marković, who is on your list already." in words(response)


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_then_leads_back_to_the_day(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=milica)
    address = reverse("seasonal:cancel_engagement", args=[there.pk])

    asked = words(browse(milica).get(address))
    answer = browse(milica).post(address, {"reason": CancelReason.RAIN})

    assert f"{ana.name} will not be registered for Wednesday, 15 July 2026" in asked
    assert answer.headers["Location"] == day_of(of, TOMORROW)
    assert f"The day of {ana.name} is cancelled." in words(browse(milica).get(answer.headers["Location"]))


def test_cancelling_twice_is_refused_kindly(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=milica)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=milica)

    response = browse(milica).post(reverse("seasonal:cancel_engagement", args=[there.pk]), {"reason": "rain"})

    assert response.status_code == 409
    assert "This day has been cancelled already." in words(response)


def test_a_cancelled_engagement_still_tells_its_story(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=milica)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=milica)

    page = words(browse(milica).get(reverse("seasonal:show_engagement", args=[there.pk])))

    assert "Cancelled" in page
    assert "Rain or other weather" in page
    assert "The levy that would have been due" in page


# --- a month and its slip -----------------------------------------------------------------------------------------


def month_page(name: str, of: Organisation, month: int = 7) -> str:
    return reverse(f"seasonal:{name}", args=[of.pk, 2026, month])


def test_the_month_shows_days_people_and_sums(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    actions.register_crew(of, workers, on=TODAY, by=milica, op_id=uuid4())

    page = words(browse(milica).get(month_page("show_month", of)))

    assert "1,231.14 RSD for 2 days of work" in page
    assert "Tuesday, 14 July 2026 2 1,231.14 RSD" in page
    assert "People registered by day" in page


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_that_is_none_is_not_found(browse: Browse, month: int) -> None:
    of, milica, _crew = employer_with_crew(1)

    assert browse(milica).get(month_page("show_month", of, month)).status_code == 404


def test_a_month_of_many_people_asks_as_many_questions_as_one_of_few(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(1)
    actions.register_crew(of, workers, on=TODAY, by=milica, op_id=uuid4())
    pages = [month_page("show_month", of), day_of(of), day_of(of, TODAY)]
    with_one = [questions(browse(milica), page) for page in pages]
    more = crew(of, by=milica, people=2)
    actions.register_crew(of, [*workers, *more], on=TODAY, by=milica, op_id=uuid4())

    assert [questions(browse(milica), page) for page in pages] == with_one


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def slip(client: Client, of: Organisation) -> bytes:
    response = client.get(month_page("download_slip", of))
    assert response.headers["Content-Type"] == "application/pdf"
    return bytes(response.content)


def test_the_slip_is_a_readable_accessible_pdf_with_every_worker_and_the_sum(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    actions.register_crew(of, workers, on=TODAY, by=milica, op_id=uuid4())

    content = slip(browse(milica), of)

    text = " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
    assert "Seasonal work: slip for July 2026" in text
    assert of.name in text
    for one in workers:
        assert one.name in text
    assert "170.99 410.38 34.20 615.57" in text
    assert "1,231.14 RSD" in text.replace("\xa0", " ")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_the_slip_of_an_unchanged_month_is_the_same_to_the_byte(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)

    first, second = slip(browse(milica), of), slip(browse(milica), of)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=milica)

    assert first == second
    assert slip(browse(milica), of) != first


@pytest.mark.parametrize(
    ("language", "said"), [("sr-latn", "Porez na dohodak"), ("ar", "Seasonal work: slip for July 2026")]
)
def test_the_slip_is_in_the_reader_s_language_if_the_service_speaks_it(
    browse: Browse, language: str, said: str
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    milica.language = language
    milica.save()

    text = PdfReader(BytesIO(slip(browse(milica), of))).pages[0].extract_text()

    assert said in " ".join(text.split())


def test_a_name_that_the_fonts_cannot_show_does_not_stop_the_slip(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    kim = actions.enrol_worker(of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="김민준", job=Job.FRUIT, by=milica)
    engagement(of, kim, on=TODAY, by=milica)

    content = slip(browse(milica), of)

    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert b"pdfuaid" not in content


def test_markup_in_a_name_stays_a_name_in_the_slip(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    name = '#panic("x") *b* <a> "'
    odd = actions.enrol_worker(of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name=name, job=Job.FRUIT, by=milica)
    engagement(of, odd, on=TODAY, by=milica)

    text = PdfReader(BytesIO(slip(browse(milica), of))).pages[0].extract_text()

    assert name.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_a_worker_reads_their_own_days(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    engagement(of, ana, on=TODAY, by=milica)
    engagement(of, bojan, on=TOMORROW, by=milica)

    page = words(browse(ana.person).get(reverse("seasonal:show_own_days")))

    assert "Tuesday, 14 July 2026 Yes" in page
    assert "Wednesday, 15 July 2026 No" in page
