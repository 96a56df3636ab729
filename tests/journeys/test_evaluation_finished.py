"""Somebody says bora, both meet, the evaluation is finished and certified, and shows in the next deck."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from munera.kernel.credentials.actions import accredit_founding_issuer, add_key, enter_issuer
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from tests.factories import people
from tests.factories.evaluators import body, demand, manager, profile

SignIn = Callable[[Page, Person], None]


def certifying_body() -> Organisation:
    """One that signs what it has seen finished."""
    secretariat = body()
    issuer = enter_issuer(secretariat, slug="secretariat", by=None)
    accredit_founding_issuer(issuer, by=None)
    issuer.refresh_from_db()
    add_key(issuer, by=None)
    return secretariat


def draw_aside(page: Page, *, by: int) -> None:
    """A finger on the card's question, moved sideways in four steps and lifted."""
    at = page.locator(".evaluators-question").bounding_box()
    assert at is not None
    across, down = at["x"] + at["width"] / 2, at["y"] + 5
    finger = page.context.new_cdp_session(page)
    for kind, moved in (("Start", 0), *(("Move", by * step // 4) for step in range(1, 5))):
        point = {"x": across + moved, "y": down}
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_evaluation_that_is_finished_ranks_higher_in_the_next_deck(
    new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    secretariat = certifying_body()
    bruna = manager(secretariat)
    # Beatriz ranks before Aline today: her skill is on the highest level.
    aline, _beatriz = (
        profile(people.person("Aline Barros"), skilled=3),
        profile(people.person("Beatriz Lima"), skilled=4),
    )
    first = demand(bruna, policy="Short Queue")
    following = demand(bruna, policy="Home Visits")

    office, study = new_page(), new_page(viewport={"width": 360, "height": 740}, has_touch=True)
    sign_in(office, bruna)
    sign_in(study, aline.person)

    deck_of_following = f"/evaluators/demands/{following.pk}/deck/"
    office.goto(deck_of_following)
    expect(office.locator("#card-title")).to_have_text("Beatriz Lima")

    # Aline answers on her phone; nothing tells Bruna.
    study.goto("/evaluators/deck/")
    assert Axe().run(study).response["violations"] == []
    expect(study.locator("#card-title")).to_have_text("Short Queue")
    study.get_by_role("button", name="Bora!").click()
    expect(study.get_by_text("You are interested in Short Queue")).to_be_visible()
    expect(study.locator("[data-card]")).to_be_focused()

    # The next card she draws aside with a finger, then thinks better of it.
    expect(study.locator("#card-title")).to_have_text("Home Visits")
    draw_aside(study, by=-160)
    expect(study.get_by_text("You passed on Home Visits")).to_be_visible()
    study.get_by_role("button", name="Undo").click()
    expect(study.locator("#card-title")).to_have_text("Home Visits")

    # Bruna passes Beatriz with the keyboard, and meets Aline.
    office.goto(f"/evaluators/demands/{first.pk}/deck/")
    assert Axe().run(office).response["violations"] == []
    office.locator("[data-card]").focus()
    office.keyboard.press("ArrowLeft")
    expect(office.locator("#card-title")).to_have_text("Aline Barros")
    office.keyboard.press("ArrowRight")
    expect(office.get_by_text("Both of you are interested")).to_be_visible()
    office.goto("/evaluators/matches/")
    office.get_by_role("link", name="Short Queue").click()
    expect(office.get_by_role("link", name=aline.person.email or "")).to_be_visible()
    assert Axe().run(office).response["violations"] == []

    office.get_by_label("Title of the project").fill("Waiting times")
    office.get_by_role("button", name="Propose the project").click()
    study.goto("/evaluators/matches/")
    study.get_by_role("link", name="Short Queue").click()
    study.get_by_role("button", name="Agree to the project").click()
    study.get_by_role("button", name="The work has started").click()

    office.reload()
    office.get_by_role("link", name="The evaluation is finished").click()
    office.get_by_label("Address where the evaluation can be read").fill("https://example.org/evaluation")
    office.get_by_label("perform hand pruning").select_option("4")
    office.get_by_role("button", name="Finish and certify").click()
    expect(office.get_by_text("the researcher holds a credential of it")).to_be_visible()

    # The same two in the other deck: Aline lies on top now, and the card says why.
    office.goto(deck_of_following)
    expect(office.locator("#card-title")).to_have_text("Aline Barros")
    expect(office.locator(".evaluators-reasons")).to_contain_text(f"verified · {secretariat.name}")
    study.goto("/my/skills/")
    expect(study.get_by_text("Verified by its issuer", exact=True)).to_be_visible()
