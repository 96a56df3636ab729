"""Several days at once: which can be chosen, what a range means, and what became of each day."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, queries
from munera.services.seasonal.models import Engagement, Receipt
from tests.factories.seasonal import TODAY, TOMORROW, closed_month, crew, employer_with_crew, engagement
from tests.services.seasonal.reading import Browse, month_page, questions, words

pytestmark = pytest.mark.django_db


def register(client: Client, of: Organisation, **form: object) -> HttpResponse:
    sent = {"op_id": str(uuid4()), "shift": "morning"} | form
    return client.post(month_page("register_days", of), sent)


def test_the_calendar_offers_open_days_and_counts_people(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    actions.register_crew(of, [ana, bojan], on=TOMORROW, by=milica, op_id=uuid4())

    response = browse(milica).get(month_page("show_calendar", of))

    offered = re.findall(r'name="days" value="([\d-]+)"', response.content.decode())
    assert offered == [f"2026-07-{day:02d}" for day in range(14, 32)]
    assert "2 people registered on 15 July 2026" in words(response)


def test_a_closed_month_offers_no_day(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(1)
    closed_month(of, workers, days=[date(2026, 7, 1)], by=milica)

    response = browse(milica).get(month_page("show_calendar", of))

    assert 'name="days"' not in response.content.decode()
    assert "This month is closed." in words(response)


def test_a_range_and_a_crew_are_registered_day_by_day_without_sundays(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(3)
    named = actions.name_crew(of, name="Morning", workers=workers[:2], by=milica)

    answer = register(
        browse(milica), of, since="2026-07-17", until="2026-07-21", without_sundays="on", crew=str(named.pk)
    )

    page = words(browse(milica).get(answer.headers["Location"]))
    assert "4 of 4 days registered in full" in page
    assert "Friday, 17 July 2026 2 of 2 registered" in page
    assert sorted(set(Engagement.objects.values_list("on", flat=True))) == [
        date(2026, 7, 17),
        date(2026, 7, 18),
        date(2026, 7, 20),
        date(2026, 7, 21),
    ]
    assert set(Engagement.objects.values_list("worker", flat=True)) == {one.pk for one in workers[:2]}
    assert set(Engagement.objects.values_list("began_on", flat=True)) == {date(2026, 7, 17)}


def test_single_days_and_single_workers_go_with_a_crew(browse: Browse) -> None:
    of, milica, [ana, bojan, vesna] = employer_with_crew(3)
    named = actions.name_crew(of, name="Morning", workers=[ana], by=milica)

    register(browse(milica), of, days=["2026-07-20", "2026-07-22"], crew=str(named.pk), workers=[bojan.pk])

    for on in (date(2026, 7, 20), date(2026, 7, 22)):
        assert {one.worker for one in queries.registered_on(of, on)} == {ana, bojan}
    assert not Engagement.objects.filter(worker=vesna).exists()


def test_what_is_said_of_the_work_goes_with_every_day_and_too_little_pay_is_told(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    client = browse(milica)
    said = {"workers": [ana.pk], "days": ["2026-07-16", "2026-07-17"], "job": "pruning", "hours": "7.5"}

    answer = client.post(
        month_page("register_days", of),
        {"op_id": str(uuid4()), "shift": "morning", "pay_per_hour": "10", **said},
        follow=True,
    )

    days = Engagement.objects.filter(worker=ana)
    assert {(day.job, day.hours, day.pay_per_hour) for day in days} == {("pruning", Decimal("7.50"), Decimal("10.00"))}
    assert days.count() == 2
    assert "lowest price of work" in words(answer)


def test_the_same_choice_sent_twice_registers_once(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    form = {"op_id": str(uuid4()), "days": ["2026-07-20", "2026-07-21"], "workers": [ana.pk]}

    first, second = (register(browse(milica), of, **form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert (Engagement.objects.count(), Receipt.objects.count()) == (2, 2)


def test_a_day_whose_hour_has_passed_spoils_no_other_and_is_named(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    july_morning.move_to("2026-07-14T10:12:00+02:00")

    answer = register(browse(milica), of, days=["2026-07-14", "2026-07-15"], workers=[ana.pk])

    page = words(browse(milica).get(answer.headers["Location"]))
    assert "1 of 2 days registered in full" in page
    assert "Tuesday, 14 July 2026 0 of 1 registered Received 14 July 2026" in page
    assert [one.on for one in Engagement.objects.filter(state="registered")] == [TOMORROW]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Tick at least one day, or give a range."),
        ({"since": "2026-07-20"}, "A range needs its first and its last day."),
        ({"since": "2026-07-20", "until": "2026-07-18"}, "The last day lies before the first."),
        ({"since": "2026-07-20", "until": "2026-11-18"}, "Choose a day from 14 July 2026 to 30 September 2026."),
        ({"days": ["2026-07-13"]}, "Select a valid choice."),
        ({"days": ["2026-07-20"], "workers": []}, "Choose a crew, or tick at least one worker."),
        ({"days": ["2026-07-20"], "shift": "night"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_an_error_and_nobody_is_registered(
    browse: Browse, form: dict[str, object], said: str
) -> None:
    of, milica, [ana] = employer_with_crew(1)

    response = register(browse(milica), of, **{"workers": [ana.pk]} | form)

    assert response.status_code == 200
    assert said in words(response)
    assert not Receipt.objects.exists()


def test_receipts_of_two_employers_are_no_page(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    other, dragan, [goran] = employer_with_crew(1)
    hers, his = engagement(of, ana, on=TOMORROW, by=milica), engagement(other, goran, on=TOMORROW, by=dragan)
    page = reverse("seasonal:show_receipts")

    assert browse(milica).get(f"{page}?number={hers.receipt_id}&number={his.receipt_id}").status_code == 200
    assert browse(milica).get(f"{page}?number={his.receipt_id}").status_code == 404
    assert browse(milica).get(f"{page}?number=soon").status_code == 404


def test_a_calendar_of_many_people_asks_as_many_questions_as_one_of_few(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(1)
    engagement(of, workers[0], on=TODAY, by=milica)
    pages = [month_page("show_calendar", of), reverse("seasonal:show_receipts")]
    receipt = Receipt.objects.get()
    with_one = [questions(browse(milica), f"{page}?number={receipt.pk}") for page in pages]
    more = crew(of, by=milica, people=2)
    actions.name_crew(of, name="Morning", workers=more, by=milica)
    actions.name_crew(of, name="Evening", workers=workers, by=milica)
    three = actions.register_days(
        of, [*workers, *more], days=[TOMORROW, date(2026, 7, 16), date(2026, 7, 17)], by=milica, op_id=uuid4()
    )

    numbers = "&".join(f"number={one.pk}" for one in three)
    with_three = [questions(browse(milica), f"{page}?{numbers}") for page in pages]
    # Named crews bring their workers: one question more, however many crews there are.
    assert with_three == [with_one[0] + 1, with_one[1]]
