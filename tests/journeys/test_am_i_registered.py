"""Ana asks whether she is registered: the clerk's code, her telephone, the bank's look at her paper, the inspector."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.demo import Town
from munera.services.seasonal import queries
from tests.journeys.test_every_page import NARROW
from tests.journeys.test_first_errand import open_service, town, try_as
from tests.standard import faults_against_the_standard

__all__ = ["town"]

PHONE = {"width": 360, "height": 740}
ANAS_NUMBER = "1703001665230"


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with script", "without script"])
def test_from_the_desk_to_the_bank_and_back_to_the_field(
    town: Town,  # the fixture of the first errand
    new_page: Callable[..., Page],
    tmp_path: Path,
    java_script_enabled: bool,
) -> None:
    def window() -> Page:
        return new_page(viewport=PHONE, java_script_enabled=java_script_enabled)

    code = the_clerk_gives_a_code(window(), town)
    telephone = window()
    ana_looks(telephone, code)
    if java_script_enabled:
        # These pages answer a form: the test that walks every page cannot open them.
        telephone.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
        assert faults_against_the_standard(telephone) == []
        assert telephone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    paper = ana_takes_a_paper_along(telephone, tmp_path)
    the_bank_checks_it(window(), paper)
    the_inspector_finds_her(window(), town)
    ana_can_see_who_looked(town)
    ana_takes_her_days_along(window(), town)


def the_clerk_gives_a_code(page: Page, town: Town) -> str:
    try_as(page, town.people["stevan"].full_name)
    open_service(page)
    page.get_by_role("link", name="Service centre").click()
    page.get_by_role("link", name="Give a worker a code").click()
    page.get_by_label("Number").fill(ANAS_NUMBER)
    page.get_by_label("I have seen the document").check()
    page.get_by_role("button", name="Make the code").click()
    expect(page.get_by_role("heading", name="Ana Marković")).to_be_visible()
    found = re.search(r"\d{4} \d{3} \d{3}", page.inner_text("main"))
    assert found
    return found.group()


def ana_looks(page: Page, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Seasonal work", exact=True).first.click()
    page.get_by_role("link", name="Am I registered?").click()
    page.get_by_label("Your number").fill(ANAS_NUMBER)
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Show my days").click()
    today = page.get_by_role("region", name="Today")
    expect(today.get_by_text("Yes", exact=True)).to_be_visible()
    expect(today.get_by_text("Sunčani Vrt")).to_be_visible()
    expect(page.get_by_role("region", name="Tomorrow").get_by_text("No", exact=True)).to_be_visible()
    assert ANAS_NUMBER not in page.url


def ana_takes_a_paper_along(page: Page, folder: Path) -> str:
    """Its reference, as it stands at the foot of the paper."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Confirmation (PDF) Sunčani Vrt").click()
    file = folder / "confirmation.pdf"
    download.value.save_as(file)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(file).pages)
    assert "was registered with" in text
    found = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", text)
    assert found
    return found.group()


def the_bank_checks_it(page: Page, paper: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Seasonal work", exact=True).first.click()
    page.get_by_role("link", name="Check a confirmation").click()
    page.get_by_label("Reference").fill(paper.lower())
    page.get_by_role("button", name="Show the paper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This paper is ours")
    expect(page.get_by_text("Sunčani Vrt")).to_be_visible()


def the_inspector_finds_her(page: Page, town: Town) -> None:
    try_as(page, town.people["zoran"].full_name)
    open_service(page)
    page.get_by_role("link", name="Inspection").click()
    page.get_by_role("link", name="Find a worker").click()
    page.get_by_label("Number or name").fill(ANAS_NUMBER)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Marković")
    expect(page.get_by_text("Registered", exact=True).first).to_be_visible()


def ana_can_see_who_looked(town: Town) -> None:
    ana, zoran = reference(town.people["ana"]), reference(town.people["zoran"])
    about = Event.objects.filter(object=ana, verb__startswith="seasonal.").order_by("pk")
    assert [event.verb for event in about] == [
        "seasonal.code.issued",
        "seasonal.days.looked-up",
        "seasonal.person.inspected",
    ]
    assert about[2].actor == zoran
    papers = Event.objects.filter(on_behalf_of=ana, verb__startswith="seasonal.confirmation.").order_by("pk")
    assert [event.verb for event in papers] == ["seasonal.confirmation.issued", "seasonal.confirmation.checked"]


def ana_takes_her_days_along(page: Page, town: Town) -> None:
    """Three presses from the home page: her service, her days, the button."""
    try_as(page, town.people["ana"].full_name)
    open_service(page)
    page.get_by_role("link", name="Show my days").click()
    offer = page.get_by_role("region", name="Take the days of 2026 along")
    expect(offer.get_by_text("Tax Office keeps the register")).to_be_visible()
    said = offer.get_by_text("Seasonal work in 2026").inner_text()
    offer.get_by_role("button", name="Put it into my wallet").click()
    expect(page.get_by_text("The credential lies in your wallet.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    expect(page.get_by_text("public register", exact=True)).to_be_visible()
    [certified] = queries.days_credentials_of(town.people["ana"])
    assert said == f"Seasonal work in 2026: {certified.days} days"
