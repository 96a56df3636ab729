"""A crew for tomorrow, a week, the rain, a month closed and corrected: clicked through as Milica and Jelena do it."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.demo import Town, build_town
from munera.kernel.people.models import Person
from munera.services.seasonal import demo, queries
from munera.services.seasonal.models import Engagement, Receipt
from tests.factories.seasonal import TODAY, TOMORROW

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    """The demo town on a July morning, for which the rates are known."""
    with time_machine.travel(datetime(2026, 7, 14, 7, 15, tzinfo=ZoneInfo("Europe/Belgrade")), tick=True):
        assert timezone.localdate() == TODAY
        built = build_town()
        Person.objects.update(language="en")
        demo.build(built, days_behind=20)
        yield built


def try_as(page: Page, name: str) -> None:
    """Sign in as somebody of the demo town, from the home page on."""
    page.goto("/")
    page.get_by_role("link", name="Look around as somebody of the demo town").click()
    page.get_by_role("button", name=f"Try as {name}").click()


def open_service(page: Page) -> None:
    """Find it in the case library, as somebody who has heard of it would."""
    page.goto("/")
    page.get_by_role("link", name="Seasonal work", exact=True).first.click()
    page.get_by_role("link", name="Open the service").first.click()


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with script", "without script"])
def test_a_crew_of_five_from_sign_in_to_the_slip(
    town: Town, new_page: Callable[..., Page], tmp_path: Path, java_script_enabled: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=java_script_enabled)
    page_of_milica(page, town)
    receipt = register_five(page)
    see_the_levy(page)
    cancel_one_for_rain(page, receipt)
    read_the_slip(page, tmp_path)
    the_audit_tells_the_story(town, receipt)


def page_of_milica(page: Page, town: Town) -> None:
    try_as(page, town.people["milica"].full_name)
    open_service(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Crew for Wednesday, 15 July 2026")
    expect(page.get_by_text("Nobody is registered for this day yet.")).to_be_visible()


def register_five(page: Page) -> Receipt:
    """Those of the last day are ticked already: one tap."""
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(5)
    page.get_by_role("button", name="Register for this day").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 people registered for Wednesday, 15 July 2026")
    receipt = Receipt.objects.get(on=TOMORROW, employer__name="Sunčani Vrt")
    expect(page.get_by_text(receipt.number)).to_be_visible()
    expect(page.get_by_text("Levy for this day: 3,077.85")).to_be_visible()
    return receipt


def see_the_levy(page: Page) -> None:
    """Three lines, to the para, each with its source."""
    page.get_by_role("link", name="Ana Marković", exact=True).click()
    for part, amount in (
        ("Income tax", "170.99"),
        ("Pension and disability insurance", "410.38"),
        ("Health insurance for injury at work", "34.20"),
    ):
        line = page.get_by_role("row").filter(has_text=part).filter(has_text=amount)
        expect(line).to_have_count(1)
    expect(page.get_by_text("Together 615.57")).to_be_visible()
    expect(page.get_by_text("Pension and Disability Insurance Fund, notice for 2026").first).to_be_visible()
    expect(page.get_by_text("Not everything has been checked at its source")).to_be_visible()


def cancel_one_for_rain(page: Page, receipt: Receipt) -> None:
    page.get_by_role("link", name="Cancel this day").click()
    page.get_by_role("radio", name="Rain or other weather").check()
    page.get_by_role("button", name="Cancel the day").click()
    expect(page.get_by_text("The day of Ana Marković is cancelled.")).to_be_visible()
    expect(page.get_by_role("heading", name="4 people registered")).to_be_visible()
    [rained_off] = Engagement.objects.filter(receipt=receipt).exclude(cancelled_at=None)
    assert (rained_off.worker.name, rained_off.cancel_reason) == ("Ana Marković", "rain")


def read_the_slip(page: Page, folder: Path) -> None:
    """The sum on paper is the sum on the page."""
    page.get_by_role("link", name="Month", exact=True).click()
    shown = page.locator(".seasonal-total strong").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the slip (PDF)").click()
    file = folder / "slip.pdf"
    download.value.save_as(file)
    reader = PdfReader(file)
    printed = " ".join(reader.pages[0].extract_text().replace("\xa0", " ").split())
    assert "Seasonal work: slip for July 2026" in printed
    assert "Sunčani Vrt" in printed
    assert shown.replace("\xa0", " ") in printed
    assert "Bojan" in printed


def the_audit_tells_the_story(town: Town, receipt: Receipt) -> None:
    milica, garden = reference(town.people["milica"]), reference(town.organisations["suncani_vrt"])
    rained_off = Engagement.objects.filter(receipt=receipt).exclude(cancelled_at=None).get()
    told = Event.objects.filter(object__in=[reference(receipt), reference(rained_off)]).order_by("pk")
    assert [(event.verb, event.actor, event.on_behalf_of, event.object) for event in told] == [
        ("seasonal.crew.registered", milica, garden, reference(receipt)),
        ("seasonal.engagement.cancelled", milica, garden, reference(rained_off)),
    ]


def test_another_employer_cannot_see_or_touch_any_of_it(town: Town, new_page: Callable[..., Page]) -> None:
    page = new_page()
    hers = Engagement.objects.filter(employer=town.organisations["suncani_vrt"], cancelled_at=None).first()
    assert hers is not None
    try_as(page, town.people["dragan"].full_name)
    open_service(page)
    expect(page.get_by_text("Voće Šumadije").first).to_be_visible()
    expect(page.get_by_text("Ana Marković")).to_have_count(0)

    garden = town.organisations["suncani_vrt"].pk
    for address in (
        f"/seasonal/employers/{garden}/day/",
        f"/seasonal/employers/{garden}/months/2026/7/",
        f"/seasonal/employers/{garden}/months/2026/7/slip.pdf",
        f"/seasonal/engagements/{hers.pk}/",
        f"/seasonal/engagements/{hers.pk}/cancel/",
        f"/seasonal/receipts/{hers.receipt_id}/",
    ):
        answer = page.request.get(address)
        assert answer.status == 404, address


def test_the_accountant_chooses_for_whom_she_acts_and_both_names_are_noted(
    town: Town, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    jelena, orchard = town.people["jelena"], town.organisations["voce_sumadije"]
    try_as(page, jelena.full_name)
    open_service(page)
    page.get_by_role("link", name=orchard.name).click()
    page.goto(page.url + "?on=2026-07-17")
    page.get_by_role("checkbox", name=re.compile("Goran Lazić")).check()
    page.get_by_role("button", name="Register for this day").click()
    expect(page.get_by_text(f"from {jelena.full_name} for {orchard.name}")).to_be_visible()

    event = Event.objects.filter(verb="seasonal.crew.registered").order_by("-pk")[0]
    assert (event.actor, event.on_behalf_of) == (reference(jelena), reference(orchard))


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with script", "without script"])
def test_yesterday_s_crew_in_one_tap_and_then_it_rains(
    town: Town, new_page: Callable[..., Page], java_script_enabled: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=java_script_enabled)
    garden = town.organisations["suncani_vrt"]
    page_of_milica(page, town)
    page.get_by_role("button", name="Register the same 5 people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 people registered for Wednesday, 15 July 2026")

    page.get_by_role("link", name="Back to the day").click()
    page.get_by_role("link", name="It rains: take the crew off this day").click()
    expect(page.get_by_text("Can be cancelled until Wednesday, 15 July, 10:00")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(5)
    page.get_by_role("button", name="Take them off this day").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 people taken off Wednesday, 15 July 2026")

    assert not queries.registered_on(garden, TOMORROW).exists()
    assert Engagement.objects.filter(employer=garden, on=TOMORROW, cancel_reason="rain").count() == 5


def test_a_week_is_registered_in_the_calendar(town: Town, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=PHONE)
    page_of_milica(page, town)
    page.get_by_role("link", name="Calendar", exact=True).click()
    page.get_by_role("checkbox", name="28 July 2026").check()
    page.get_by_label("From").fill("2026-07-23")
    page.get_by_label("Until").fill("2026-07-27")
    page.get_by_label("Crew").select_option(label="Prva berba")
    page.get_by_role("button", name="Register them for these days").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("5 of 5 days registered in full")
    expect(page.get_by_role("row").filter(has_text="5 of 5 registered")).to_have_count(5)
    garden = town.organisations["suncani_vrt"]
    assert not queries.registered_on(garden, date(2026, 7, 26)).exists(), "a Sunday"
    assert queries.registered_on(garden, date(2026, 7, 28)).count() == 5


def test_the_month_is_closed_and_then_corrected_by_the_accountant(town: Town, new_page: Callable[..., Page]) -> None:
    page = new_page()
    jelena, garden = town.people["jelena"], town.organisations["suncani_vrt"]
    try_as(page, jelena.full_name)
    open_service(page)
    expect(page.get_by_text("Due so far this month").first).to_be_visible()
    page.get_by_role("link", name=garden.name).click()
    page.get_by_role("link", name="Month", exact=True).click()
    page.get_by_role("link", name="Close the month").click()
    expect(page.get_by_text("The month has not ended.")).to_be_visible()
    page.get_by_role("button", name="Close the month for good").click()
    expect(page.get_by_text("The month is closed:")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^NBS IPS QR"))).to_be_visible()
    first = queries.newest_return(garden, date(2026, 7, 1))
    assert first is not None

    page.get_by_role("link", name="A correction can count them in").click()
    page.get_by_role("checkbox", name=re.compile("Jovana Savić.*13 July 2026")).check()
    page.get_by_label("Why is the month corrected?").fill("She worked.")
    page.get_by_role("button", name="Show the difference").click()
    expect(page.get_by_role("row").filter(has_text="Days of work").filter(has_text="+1")).to_have_count(1)
    page.get_by_role("button", name="Make the new version").click()
    expect(page.get_by_text("Version 2 of the return is made.")).to_be_visible()

    second = queries.newest_return(garden, date(2026, 7, 1))
    assert second is not None
    assert (second.version, second.person_days, second.closed_by) == (2, first.person_days + 1, jelena)
    event = Event.objects.get(verb="seasonal.month.corrected", object=reference(second))
    assert (event.actor, event.on_behalf_of) == (reference(jelena), reference(garden))
