"""Somebody fails an examination, learns why, studies, passes, and finds the job that asks for it."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from munera.kernel.credentials.actions import (
    ProvenSkill,
    accredit_founding_issuer,
    add_key,
    describe_achievement,
    enter_issuer,
)
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Achievement
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.mentor import actions, queries
from munera.services.mentor.choices import OfferKind
from munera.services.mentor.models import Attempt, Blueprint, CompetenceUnit, Examination, Offer, Sitting
from tests.factories import mentor, people, skills

SignIn = Callable[[Page, Person], None]
CANDIDATES = 240


def certified_by(office: Organisation, skill: Concept) -> Achievement:
    """What a pass earns: the body signs it, and it proves a skill."""
    issuer = enter_issuer(office, slug="qualifications", by=None)
    accredit_founding_issuer(issuer, by=None)
    issuer.refresh_from_db()
    add_key(issuer, by=None)
    return describe_achievement(
        issuer,
        code="surveyor",
        kind=AchievementKind.CERTIFICATE,
        names={"en": "Surveyor"},
        descriptions={"en": "Surveys land and draws maps of it."},
        criteria={"en": "A pass in the examination."},
        skills=[ProvenSkill(skill.uri, "perform hand pruning", 3)],
        by=None,
    )


def blueprint(clerk: Person, achievement: Achievement, skill: Concept) -> tuple[Blueprint, CompetenceUnit]:
    """Two subjects of two topics with five questions each; the first topic belongs to a unit of competence."""
    edition = mentor.blueprint(clerk, each=5)
    Examination.objects.filter(pk=edition.examination_id).update(achievement=achievement)
    unit = actions.add_unit(code="1403010101", names={"en": "Levelling of land"}, skill=skill, by=clerk)
    for question in edition.questions.all():
        question.units.add(unit)
    return edition, unit


def held(edition: Blueprint, *, clerk: Person, head: Person, in_round: int, held_on: date) -> tuple[Sitting, bytes]:
    """The office's part, from the table of answers to reports that a second person has looked at."""
    sat = mentor.sitting(clerk, of=edition, in_round=in_round, held_on=held_on)
    form = mentor.form_of(sat)
    results = mentor.simulated(form, people=CANDIDATES, seed=in_round)
    mentor.take_in(form, results, clerk)
    mentor.calibrate(sat, clerk)
    release = actions.ask_for_reports(sat, by=clerk)
    assert release.work is not None
    run_attempt(release.work.pk, worker="test", enqueue=lambda _job: None)
    release.refresh_from_db()
    actions.release_reports(release, by=head)
    return sat, results


def offer_course_and_job(office: Organisation, unit: CompetenceUnit) -> None:
    soon = timezone.localdate() + timedelta(days=30)
    for kind, name in ((OfferKind.COURSE, "Levelling in ten evenings"), (OfferKind.JOB, "Assistant surveyor")):
        offered = Offer.objects.create(body=office, kind=kind, names={"en": name}, apply_until=soon)
        offered.units.add(unit)


def ticket(attempt: Attempt, results: bytes) -> tuple[str, str]:
    """Number and birth date of the candidate, as on the admission ticket."""
    number = queries.open_attempt(attempt).number
    rows = csv.DictReader(StringIO(results.decode()))
    [birth] = [row["birth"] for row in rows if queries.plain_number(row["number"]) == number]
    return number, birth


def claim(page: Page, sat: Sitting, attempt: Attempt, results: bytes) -> None:
    number, born_on = ticket(attempt, results)
    page.goto("/mentor/own/find/")
    page.get_by_label("Which examination did you sit?").select_option(str(sat.pk))
    page.get_by_label("Your candidate number").fill(number)
    page.get_by_label("Your date of birth").fill(born_on)
    page.get_by_role("button", name="Find it").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_who_failed_learns_why_and_who_passed_finds_a_job(new_page: Callable[..., Page], sign_in: SignIn) -> None:
    skill = skills.skill()
    office = mentor.office()
    clerk, head = mentor.clerk(office), mentor.head(office)
    edition, unit = blueprint(clerk, certified_by(office, skill), skill)
    first, first_results = held(edition, clerk=clerk, head=head, in_round=1, held_on=date(2026, 3, 7))
    second, second_results = held(edition, clerk=clerk, head=head, in_round=2, held_on=date(2026, 9, 5))
    offer_course_and_job(office, unit)
    failed = Attempt.objects.filter(sitting=first, passed=False).order_by("-total")[0]
    passed = Attempt.objects.filter(sitting=second, passed=True).order_by("-total")[0]

    minseo = people.person("Minseo Park")
    page = new_page(viewport={"width": 360, "height": 740})
    sign_in(page, minseo)

    # Nothing is hers before she has read what happens and agreed.
    page.goto("/mentor/own/")
    page.get_by_role("link", name="Read and decide").click()
    page.get_by_label("I agree to this").check()
    page.get_by_role("button", name="Agree and go on").click()
    claim(page, first, failed, first_results)

    # Why it was not enough, how sure that is, and what to do.
    expect(page.get_by_role("heading", level=1)).to_have_text("Why it was not enough this time")
    expect(page.get_by_text("Two of three results lie within")).to_be_visible()
    expect(page.get_by_role("heading", name="Where the points went")).to_be_visible()
    expect(page.get_by_text("people with answers like yours sat again")).to_be_visible()
    page.get_by_role("link", name="The whole plan, with your own hours").click()
    first_topic = page.locator(".mentor-plan h3").first.inner_text()
    page.get_by_label(first_topic).fill("200")
    page.get_by_role("button", name="Make the order anew").click()
    expect(page.get_by_text("It is reckoned with the hours you named.")).to_be_visible()
    expect(page.locator(".mentor-plan h3").first).not_to_have_text(first_topic)
    page.get_by_role("link", name="Courses that help with it").click()
    expect(page.get_by_role("heading", name="Levelling in ten evenings")).to_be_visible()

    # What she failed opens no job and closes none.
    page.goto("/mentor/own/jobs/")
    expect(page.get_by_text("No job at the moment")).to_be_visible()

    # Half a year later.
    claim(page, second, passed, second_results)
    expect(page.get_by_role("heading", level=1)).to_have_text("You have passed")
    expect(page.get_by_role("heading", name="Your attempts so far")).to_be_visible()
    page.get_by_role("button", name="Put it into my wallet").click()
    expect(page.get_by_text("The credential lies in your wallet")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="My skills").click()
    expect(page.get_by_text("Verified by its issuer", exact=True)).to_be_visible()
    page.goto("/mentor/own/jobs/")
    expect(page.get_by_role("heading", name="Assistant surveyor")).to_be_visible()
    expect(page.get_by_text("You hold the unit of competence it asks for.")).to_be_visible()

    take_back(page, failed)


def take_back(page: Page, failed: Attempt) -> None:
    """She thinks better of it: nothing is tied to her any more, and her credential stays hers."""
    page.goto("/mentor/own/take-back/")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("No examination is tied to you here any more.")).to_be_visible()
    page.goto(f"/mentor/own/{failed.pk}/")
    expect(page.get_by_role("heading", name="Why it was not enough this time")).to_have_count(0)
    page.goto("/mentor/own/jobs/")
    expect(page.get_by_role("heading", name="Assistant surveyor")).to_be_visible()
