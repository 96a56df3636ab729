"""Closing a month on its page, paying it, its files, and correcting what was wrong."""

import csv
import re
from datetime import date, time
from decimal import Decimal
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import time_machine
import zxingcpp
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import EngagementState, Job
from munera.services.seasonal.models import Engagement, MonthlyReturn
from tests.factories.seasonal import (
    TODAY,
    closed_day,
    closed_month,
    crew,
    delegate,
    employer_with_crew,
    engagement,
    jmbg,
    received,
)
from tests.services.seasonal.reading import Browse, month_page, questions, words

pytestmark = pytest.mark.django_db

JUNE = (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3))
SPACE = "{http://pid.purs.gov.rs}"


def file_of(name: str, version: MonthlyReturn) -> str:
    return reverse(f"seasonal:{name}", args=[version.pk])


# --- closing ------------------------------------------------------------------------------------------------------


def test_a_month_is_closed_after_one_question_and_its_page_says_how_to_pay(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    for on in JUNE:
        received(of, workers, on=on, by=milica)

    asked = words(browse(milica).get(month_page("close_month", of, 6)))
    answer = browse(milica).post(month_page("close_month", of, 6))

    assert "3,693.42 RSD for 6 days of work" in asked
    assert "The month has not ended" not in asked
    page = words(browse(milica).get(answer.headers["Location"]))
    assert "The month is closed: 3,693.42 RSD." in page
    assert "Due on 15 July 2026" in page
    assert "Account 840-4848-37 Amount 3,693.42 RSD Payment code 254" in page
    assert "Not yet checked at the source" in page
    assert "the code of income (SVP)" in page
    assert "Close the month" not in page
    [version] = MonthlyReturn.objects.all()
    assert (version.version, version.closed_by, version.person_days) == (1, milica, 6)


def test_a_month_that_is_not_over_is_closed_only_after_a_warning(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)

    assert "The month has not ended." in words(browse(milica).get(month_page("close_month", of)))


@pytest.mark.parametrize(
    ("month", "said"),
    [(5, "there is nothing to declare"), (8, "This month lies ahead."), (6, "This month is closed.")],
)
def test_a_month_that_cannot_be_closed_says_why_and_has_no_button(browse: Browse, month: int, said: str) -> None:
    of, milica, workers = employer_with_crew(1)
    closed_month(of, workers, days=JUNE, by=milica)

    page = words(browse(milica).get(month_page("close_month", of, month)))

    assert said in page
    assert "Close the month for good" not in page


def test_closing_twice_is_refused_kindly(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(1)
    closed_month(of, workers, days=JUNE, by=milica)

    response = browse(milica).post(month_page("close_month", of, 6))

    assert response.status_code == 409
    assert "put right by a correction" in words(response)


# --- paying -------------------------------------------------------------------------------------------------------


def test_the_code_on_the_page_reads_back_as_the_order(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    version = closed_month(of, workers, days=JUNE, by=milica)

    page = browse(milica).get(month_page("show_month", of, 6)).content.decode()

    drawing = re.search(r'<svg xmlns="http://www.w3.org/2000/svg" viewBox.*?</svg>', page, re.DOTALL)
    assert drawing is not None
    assert browse(milica).get(file_of("download_order_code", version)).content.decode() == drawing.group()
    assert read_back(drawing.group()) == (
        f"K:PR|V:01|C:1|R:840000000000484837|N:Poreska uprava|I:RSD3693,42|P:{of.name}|SF:254|RO:97{version.reference}"
    )


def read_back(drawing: str) -> str:
    """The modules of the drawing painted as squares, and read by a decoder that is not ours."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawing)
    assert size is not None
    picture = np.full((int(size[2]), int(size[1])), 255, dtype=np.uint8)
    dark = drawing.split('fill="#000"')[1]
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", dark):
        picture[int(top), int(left) : int(left) + int(width)] = 0
    [code] = zxingcpp.read_barcodes(picture.repeat(6, axis=0).repeat(6, axis=1))
    return str(code.text)


def test_the_slip_of_a_closed_month_carries_the_payment_order(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    version = closed_month(of, workers, days=JUNE, by=milica)

    content = browse(milica).get(month_page("download_slip", of, 6)).content

    text = " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().replace("\xa0", " ").split())
    assert "Payment order for version 1, due on 15 July 2026" in text
    assert version.reference in text
    assert "It is no payment order." not in text
    assert "have not been confirmed for this scheme" in text
    assert browse(milica).get(month_page("download_slip", of, 6)).content == content


# --- files --------------------------------------------------------------------------------------------------------


def test_the_return_declares_each_worker_with_the_number_in_plain_and_the_door_notes_who_took_it(
    browse: Browse,
) -> None:
    of, milica, _crew = employer_with_crew(0)
    ana = actions.enrol_worker(
        of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="Ana Marija Marković", job=Job.FRUIT, by=milica
    )
    kim = crew(of, by=milica, people=1)[0]
    version = closed_month(of, [ana, kim], days=JUNE, by=milica)
    jelena = delegate(of, given_by=milica)

    answer = browse(jelena).get(file_of("download_return", version))

    document = ET.fromstring(answer.content)
    first, second = document.iter(f"{SPACE}PodaciOPrihodima")
    told = {tag.tag.removeprefix(SPACE): tag.text for tag in first}
    assert (
        told
        | {
            "VrstaIdentifikatoraPrimaoca": "1",
            "IdentifikatorPrimaoca": jmbg(1),
            "Prezime": "Marković",
            "Ime": "Ana Marija",
            "BrojKalendarskihDana": "3",
            "OsnovicaPorez": "5129.70",
            "Porez": "512.97",
            "PIO": "1231.14",
            "ZDR": "102.60",
        }
        == told
    )
    assert second.findtext(f"{SPACE}VrstaIdentifikatoraPrimaoca") == "0"
    assert b"Not verified, zeros alone stand for it: the code of income (SVP)" in answer.content
    [event] = Event.objects.filter(verb="seasonal.return.downloaded")
    assert (event.actor, event.object) == (reference(jelena), reference(version))


def test_the_list_has_a_row_for_each_worker_and_the_sum_of_the_return(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(3)
    version = closed_month(of, workers, days=JUNE, by=milica)

    content = browse(milica).get(file_of("download_listing", version)).content.decode("utf-8-sig")

    rows = list(csv.DictReader(StringIO(content)))
    assert [row["days"] for row in rows] == ["3", "3", "3"]
    assert sum(Decimal(row["total"]) for row in rows) == version.total
    assert Event.objects.filter(verb="seasonal.return.downloaded").count() == 1


def test_a_page_that_only_tells_of_the_month_never_shows_a_number_in_plain(browse: Browse) -> None:
    of, milica, _crew = employer_with_crew(0)
    ana = actions.enrol_worker(
        of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="Ana Marković", job=Job.FRUIT, by=milica
    )
    closed_month(of, [ana], days=JUNE, by=milica)

    assert jmbg(1) not in browse(milica).get(month_page("show_month", of, 6)).content.decode()


# --- correcting ---------------------------------------------------------------------------------------------------


def correct(client: Client, version: MonthlyReturn, **form: object) -> str:
    """Sent, shown, and sent once more: where the second answer leads."""
    address = file_of("correct_month", version)
    shown = client.post(address, form)
    assert shown.status_code == 200
    seal = re.search(r'name="shown" value="(\w+)"', shown.content.decode())
    assert seal is not None
    return client.post(address, form | {"shown": seal.group(1)}).headers["Location"]


def test_the_difference_is_shown_before_the_new_version_is_made(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    late = received(of, [bojan], on=date(2026, 6, 4), at=ten_past_ten(), by=milica).engagements.get()
    version = closed_month(of, [ana, bojan], days=JUNE, by=milica)
    struck = [closed_day(version)]
    form = {"strike": [one.pk for one in struck], "because": "Ana was ill."}

    shown = words(browse(milica).post(file_of("correct_month", version), form))

    assert "Days of work 6 5 -1" in shown
    assert "Levy 3,693.42 RSD 3,077.85 RSD -615.57 RSD" in shown
    assert MonthlyReturn.objects.count() == 1
    address = correct(browse(milica), version, **form | {"admit": [late.pk]})

    page = words(browse(milica).get(address))
    assert "Version 2 of the return is made." in page
    newest = queries.newest_return(of, date(2026, 6, 1))
    assert newest is not None
    assert (newest.version, newest.person_days, newest.to_pay, newest.because) == (2, 6, Decimal(0), "Ana was ill.")
    late.refresh_from_db()
    assert late.state == EngagementState.REGISTERED


def ten_past_ten() -> time:
    return time(10, 10)


def test_a_choice_changed_after_the_difference_was_shown_is_shown_anew(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(2)
    version = closed_month(of, workers, days=JUNE, by=milica)
    first, second = queries.registered_days_of(of, version.month)[:2]
    address = file_of("correct_month", version)
    shown = browse(milica).post(address, {"strike": [first.pk], "because": "Ill."}).content.decode()
    seal = re.search(r'name="shown" value="(\w+)"', shown)
    assert seal is not None

    again = browse(milica).post(address, {"strike": [first.pk, second.pk], "because": "Ill.", "shown": seal.group(1)})

    assert again.status_code == 200
    assert "Days of work 6 4 -2" in words(again)
    assert MonthlyReturn.objects.count() == 1


def test_what_is_paid_back_is_said_and_every_version_keeps_its_own_files(browse: Browse) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    version = closed_month(of, [ana, bojan], days=JUNE, by=milica)
    before = browse(milica).get(file_of("download_listing", version)).content
    correct(browse(milica), version, strike=[closed_day(version).pk], because="Ill.")

    page = words(browse(milica).get(month_page("show_month", of, 6)))

    newest = queries.newest_return(of, date(2026, 6, 1))
    assert newest is not None
    assert "The newest version declares 615.57 RSD less than the one before." in page
    assert "2 holds now" in page
    assert "1 replaced" in page
    assert browse(milica).get(file_of("download_listing", version)).content == before
    after = browse(milica).get(file_of("download_listing", newest)).content.decode("utf-8-sig")
    assert [row["days"] for row in csv.DictReader(StringIO(after))] == ["2", "3"]
    assert browse(milica).get(file_of("download_order_code", newest)).status_code == 404
    xml = browse(milica).get(file_of("download_return", newest)).content
    assert b"This is version 2" in xml


def test_a_correction_says_why_and_changes_something(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    version = closed_month(of, [ana], days=JUNE, by=milica)

    page = words(browse(milica).post(file_of("correct_month", version), {}))

    assert "Say why the month is corrected." in page
    assert "Choose at least one day to strike off or to count in." in page


def test_a_return_that_was_corrected_meanwhile_is_not_corrected_again(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    version = closed_month(of, [ana], days=JUNE, by=milica)
    first, second, _third = queries.registered_days_of(of, version.month)
    correct(browse(milica), version, strike=[first.pk], because="Ill.")
    address = file_of("correct_month", version)
    shown = browse(milica).post(address, {"strike": [second.pk], "because": "Ill."}).content.decode()
    seal = re.search(r'name="shown" value="(\w+)"', shown)
    assert seal is not None

    refused = browse(milica).post(address, {"strike": [second.pk], "because": "Ill.", "shown": seal.group(1)})

    assert refused.status_code == 409
    assert "has been corrected in the meantime" in words(refused)


def test_late_days_stand_on_the_month_s_page_until_they_are_counted_in(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    july_morning.move_to("2026-07-14T10:30:00+02:00")
    received(of, [ana], on=TODAY, at=ten_past_ten(), by=milica)

    page = words(browse(milica).get(month_page("show_month", of)))

    assert "1 day came too late and is NOT registered." in page
    assert "Once the month is closed, a correction can count them in." in page
    assert "Nobody is registered in this month" in page


def test_a_closed_month_of_many_people_asks_as_many_questions_as_one_of_few(browse: Browse) -> None:
    small = closed_by(1)
    large = closed_by(3)
    pages = ("download_return", "download_listing", "correct_month")

    def asked(version: MonthlyReturn) -> list[int]:
        client = browse(version.closed_by) if version.closed_by else Client()
        months = [questions(client, month_page("show_month", version.employer, 6))]
        return months + [questions(client, file_of(name, version)) for name in pages]

    assert asked(large) == asked(small)


def closed_by(people: int) -> MonthlyReturn:
    of, owner, workers = employer_with_crew(people)
    return closed_month(of, workers, days=JUNE[:people], by=owner)


def test_days_struck_off_stay_as_rows(browse: Browse) -> None:
    of, milica, [ana] = employer_with_crew(1)
    version = closed_month(of, [ana], days=JUNE, by=milica)

    correct(browse(milica), version, strike=[closed_day(version).pk], because="Ill.")

    states = Engagement.objects.order_by("on").values_list("state", "cancel_reason")
    assert list(states) == [("cancelled", "correction"), ("registered", ""), ("registered", "")]


def test_a_month_of_another_country_has_no_serbian_return(browse: Browse) -> None:
    of, milica, workers = employer_with_crew(1)
    version = closed_month(of, workers, days=JUNE, by=milica)
    Organisation.objects.filter(pk=of.pk).update(country="HR")

    assert browse(milica).get(file_of("download_return", version)).status_code == 404
