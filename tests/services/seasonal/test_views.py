"""What the pages say, what a form in error keeps, and where an answer leads."""

import re
from datetime import date, datetime
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, Job
from munera.services.seasonal.models import Engagement, Receipt, Worker
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
from tests.services.seasonal.reading import Browse, day_of, month_page, questions, words

pytestmark = pytest.mark.django_db

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


def test_the_overview_tells_today_tomorrow_what_is_due_and_the_next_hour(browse: Browse) -> None:
    garden, milica, workers = employer_with_crew(3)
    orchard, dragan, _crew = employer_with_crew(1)
    jelena = delegate(garden, given_by=milica)
    orchard.delegations_given.create(
        delegate=jelena, role="seasonal.employer", given_by=dragan, starts_on=date(2019, 1, 1)
    )
    actions.register_crew(garden, workers[:2], on=TODAY, by=milica, op_id=uuid4())
    actions.register_crew(garden, workers, on=TOMORROW, by=milica, op_id=uuid4())

    page = words(browse(jelena).get(reverse("seasonal:show_start")))

    assert f"{garden.name} Registered today 2 Registered tomorrow 3 Due so far this month 3,077.85 RSD" in page
    assert f"{orchard.name} Registered today 0 Registered tomorrow 0 Due so far this month 0.00 RSD" in page
    assert "Morning shift: Tuesday, 14 July, 10:00, 2 h 4" in page


def test_the_overview_of_three_employers_asks_as_many_questions_as_that_of_two(browse: Browse) -> None:
    jelena = person()
    for _ in range(2):
        acted_for(jelena)
    client = browse(jelena)
    with_two = questions(client, reverse("seasonal:show_start"))
    acted_for(jelena)

    assert questions(client, reverse("seasonal:show_start")) == with_two


def acted_for(accountant: Person) -> None:
    """Another employer that she acts for, with somebody registered tomorrow."""
    of, owner, [ana] = employer_with_crew(1)
    of.delegations_given.create(
        delegate=accountant, role="seasonal.employer", given_by=owner, starts_on=date(2019, 1, 1)
    )
    engagement(of, ana, on=TOMORROW, by=owner)


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


def test_the_day_counts_down_to_its_hour_and_says_what_has_not_been_checked(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, _crew = employer_with_crew(1)
    july_morning.move_to(datetime(2026, 7, 14, 7, 50, tzinfo=ZoneInfo("Europe/Belgrade")), tick=False)

    page = browse(milica).get(day_of(of, TODAY))
    afternoon = browse(milica).get(day_of(of, TODAY) + "&shift=afternoon")

    assert "Open until 10:00 · 2 h 10 min left · not yet checked at its source" in words(page)
    assert 'data-seasonal-until="2026-07-14T10:00:00+02:00"' in page.content.decode()
    assert "Open until 15:00 · 7 h 10 min left" in words(afternoon)


def test_after_its_hour_the_page_says_that_whoever_is_sent_is_not_registered(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    july_morning.move_to(datetime(2026, 7, 14, 10, 12, 31, tzinfo=ZoneInfo("Europe/Belgrade")), tick=False)

    page = words(browse(milica).get(day_of(of, TODAY)))
    answer = register(browse(milica), of, on=TODAY.isoformat(), workers=[ana.pk])
    receipt = words(browse(milica).get(answer.headers["Location"]))

    assert "Whoever you send now is not registered" in page
    assert "Register for this day" not in page
    assert "Nobody was registered for Tuesday, 14 July 2026" in receipt
    assert "1 person is NOT registered" in receipt
    assert "Open until 14 July 2026, 10:00:00 Received 14 July 2026, 10:12:31" in receipt
    assert "people registered for" not in receipt
    assert not queries.registered_on(of, TODAY).exists()


def test_each_worker_shows_the_days_left_and_who_cannot_work_is_no_choice(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    young = worker_born(of, date(2010, 1, 1), by=milica)
    engagement(of, ana, on=TODAY, by=milica)

    response = browse(milica).get(day_of(of))

    page = words(response)
    assert re.search(rf"{ana.name} Picking fruit · \S+ 119 days left this year", page)
    assert f"Cannot be registered on this day {young.name}" in page
    assert "may work only with the written consent" in page
    boxes = re.findall(r'<input type="checkbox"[^>]*value="(\d+)"', response.content.decode())
    assert boxes == [str(ana.pk)]


def worker_born(of: Organisation, born_on: date, *, by: Person) -> Worker:
    return actions.enrol_worker(
        of, kind=IdentifierKind.RS_EBS, number="1203990068888", name="Young", job=Job.FRUIT, born_on=born_on, by=by
    )


def test_the_crew_of_the_last_day_is_registered_at_one_press(browse: Browse) -> None:
    of, milica, [ana, bojan, vesna] = employer_with_crew(3)
    for one in (ana, bojan):
        engagement(of, one, on=TODAY, by=milica)
    page = browse(milica).get(day_of(of)).content.decode()

    form = re.search(r'<form class="seasonal-again".*?</form>', page, re.DOTALL)
    assert form is not None
    sent = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', form.group())
    assert "Register the same 2 people" in form.group()
    answer = browse(milica).post(
        reverse("seasonal:register_crew", args=[of.pk]),
        {name: [value for other, value in sent if other == name] for name, _value in sent if "csrf" not in name},
    )

    assert "2 people registered for Wednesday, 15 July 2026" in words(browse(milica).get(answer.headers["Location"]))
    assert {one.worker for one in queries.registered_on(of, TOMORROW)} == {ana, bojan}
    assert vesna.name in words(browse(milica).get(day_of(of)))


@pytest.mark.parametrize(("asked", "expected"), [("all", 3), ("none", 0), ("crew", 2), ("9999", 1)])
def test_a_crew_is_ticked_by_its_name(browse: Browse, asked: str, expected: int) -> None:
    of, milica, workers = employer_with_crew(3)
    named = actions.name_crew(of, name="Morning", workers=workers[1:], by=milica)
    engagement(of, workers[0], on=TODAY, by=milica)

    address = f"{day_of(of, TOMORROW)}&crew={named.pk if asked == 'crew' else asked}"
    page = browse(milica).get(address).content.decode()

    ticked = [box for box in re.findall(r'<input type="checkbox"[^>]*>', page) if "checked" in box]
    assert len(ticked) == expected


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


def test_pay_under_the_floor_is_warned_of_once_and_goes_through_when_sent_again(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    form: dict[str, object] = {"workers": [ana.pk], "pay_per_hour": "300", "op_id": str(uuid4())}

    warned = register(browse(milica), of, **form)

    assert warned.status_code == 200
    assert "300 dinars an hour lie below the lowest price of work of 371.00 dinars an hour" in words(warned)
    assert "send the form once more" in words(warned)
    assert not Engagement.objects.exists()
    seal = re.search(r'name="warned" value="(\w+)"', warned.content.decode())
    assert seal is not None
    other = register(browse(milica), of, **form | {"pay_per_hour": "200", "warned": seal.group(1)})
    assert "200 dinars an hour lie below" in words(other)
    sent_again = register(browse(milica), of, **form | {"warned": seal.group(1)})

    assert sent_again.status_code == 302
    assert [str(one.pay_per_hour) for one in queries.registered_on(of, TOMORROW)] == ["300.00"]


def test_more_hours_than_the_law_allows_are_an_error_in_the_words_of_the_rules(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)

    response = register(browse(milica), of, workers=[ana.pk], hours="13")

    assert "A seasonal worker may work at most 12 hours a day; 13 are planned" in words(response)
    assert not Receipt.objects.exists()


def test_job_place_hours_and_pay_are_kept_where_they_are_said(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)

    answer = register(
        browse(milica), of, workers=[ana.pk], job="packing", place="Loznica", hours="7.5", pay_per_hour="400"
    )

    assert answer.status_code == 302
    [there] = queries.registered_on(of, TOMORROW)
    assert (there.job, there.place, str(there.hours), str(there.pay_per_hour)) == (
        "packing",
        "Loznica",
        "7.50",
        "400.00",
    )
    page = words(browse(milica).get(reverse("seasonal:show_engagement", args=[there.pk])))
    assert "Place of work Loznica" in page
    assert "Pay per hour, net 400.00 RSD" in page


def test_an_afternoon_shift_is_registered_beside_the_morning_one(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TOMORROW, by=milica)

    answer = register(browse(milica), of, workers=[ana.pk], shift="afternoon")

    page = words(browse(milica).get(answer.headers["Location"]))
    assert "1 person registered" in page
    assert "Afternoon shift" in page
    assert [one.shift for one in queries.registered_on(of, TOMORROW).order_by("pk")] == ["morning", "afternoon"]
    assert "Levy for this day: 615.57 RSD" in words(browse(milica).get(day_of(of, TOMORROW)))


def test_a_receipt_of_nineteen_out_of_twenty_names_the_one_who_is_not_registered(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    young = worker_born(of, date(2012, 1, 1), by=milica)

    answer = register(browse(milica), of, workers=[one.pk for one in (*workers, young)])

    page = words(browse(milica).get(answer.headers["Location"]))
    assert "2 people registered for Wednesday, 15 July 2026" in page
    assert "1 person is NOT registered" in page
    assert re.search(r"Young Not registered Nobody under 15 may do seasonal work", page)


def test_a_receipt_says_who_was_taken_off_since(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    answer = register(browse(milica), of, workers=[ana.pk, bojan.pk])
    actions.cancel_engagement(queries.registered_on(of, TOMORROW).get(worker=ana), reason=CancelReason.RAIN, by=milica)

    page = words(browse(milica).get(answer.headers["Location"]))

    assert f"{ana.name} Registered then, taken off since" in page
    assert f"{bojan.name} Registered" in page


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


def test_rain_takes_the_whole_crew_off_the_day_with_one_receipt(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(3)
    actions.register_crew(of, workers, on=TOMORROW, by=milica, op_id=uuid4())
    address = reverse("seasonal:cancel_crew", args=[of.pk])

    asked = browse(milica).get(f"{address}?on={TOMORROW}&shift=morning")
    answer = browse(milica).post(
        address,
        {
            "on": TOMORROW.isoformat(),
            "shift": "morning",
            "op_id": str(uuid4()),
            "workers": [one.pk for one in workers],
            "reason": "rain",
        },
    )

    assert "Can be cancelled until Wednesday, 15 July, 10:00" in words(asked)
    ticked = [box for box in re.findall(r'<input type="checkbox"[^>]*>', asked.content.decode()) if "checked" in box]
    assert len(ticked) == 3
    assert "3 people taken off Wednesday, 15 July 2026" in words(browse(milica).get(answer.headers["Location"]))
    assert not queries.registered_on(of, TOMORROW).exists()


def test_after_the_hour_rain_takes_nobody_off_and_the_page_says_so(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    july_morning.move_to(datetime(2026, 7, 14, 10, 1, tzinfo=ZoneInfo("Europe/Belgrade")))
    address = reverse("seasonal:cancel_crew", args=[of.pk])

    asked = words(browse(milica).get(f"{address}?on={TODAY}"))
    sent = {"on": TODAY.isoformat(), "op_id": str(uuid4()), "workers": [ana.pk], "reason": "rain"}
    receipt = words(browse(milica).get(browse(milica).post(address, sent).headers["Location"]))

    assert "It stays registered, and the levy is due." in asked
    assert "Nobody was taken off Tuesday, 14 July 2026" in receipt
    assert "1 person was NOT taken off" in receipt
    assert queries.registered_on(of, TODAY).count() == 1


# --- a month and its slip -----------------------------------------------------------------------------------------


def test_the_month_shows_days_people_and_sums(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    actions.register_crew(of, workers, on=TODAY, by=milica, op_id=uuid4())

    page = words(browse(milica).get(month_page("show_month", of)))

    assert "1,231.14 RSD for 2 days of work" in page
    assert "Tuesday, 14 July 2026 2 1,231.14 RSD" in page
    assert "Levy by day" in page


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
    li = actions.enrol_worker(of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="张伟", job=Job.FRUIT, by=milica)
    engagement(of, li, on=TODAY, by=milica)

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
