"""Somebody finds a skill by typing, with the keyboard alone; and without script by the button."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from munera.kernel.people.models import Person
from munera.kernel.skills.queries import skills_of
from tests.factories.people import person
from tests.factories.skills import classification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody() -> Person:
    classification()
    return person()


def test_a_skill_is_chosen_with_the_keyboard(
    page: Page, sign_in: Callable[[Page, Any], None], somebody: Person
) -> None:
    sign_in(page, somebody)
    page.goto("/my/skills/add/")
    field = page.get_by_role("combobox", name="Skill, language or tool")
    field.press_sequentially("prun")
    options = page.get_by_role("option")
    expect(options).to_have_text(["prune plants", "pruning techniques", "perform hand pruning"])
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text("pruning techniques")
    expect(field).to_have_attribute("aria-activedescendant", "skill-search-1")
    assert Axe().run(page).response["violations"] == []
    field.press("Enter")
    page.get_by_label("Advanced: difficult tasks too").check()
    page.get_by_role("button", name="Add to my skills").click()
    expect(page.get_by_role("heading", name="pruning techniques")).to_be_visible()
    assert [known.level for known in skills_of(somebody)] == [4]


def test_a_skill_is_chosen_without_script(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], somebody: Person
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, somebody)
    page.goto("/my/skills/add/")
    page.get_by_label("Skill, language or tool").fill("tractor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="operate tractor").click()
    page.get_by_role("button", name="Add to my skills").click()
    expect(page.get_by_role("heading", name="operate tractor")).to_be_visible()
    assert [known.level for known in skills_of(somebody)] == [None]
