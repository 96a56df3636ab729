"""What only a browser can say of the parts: accessible, nothing cut off, nothing that jumps, no script needed."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page

from munera.kernel.people.models import Person
from tests.factories.people import person
from tests.ui.drawing import read

pytestmark = pytest.mark.django_db
BUDGET = 150_000
NewPage = Callable[..., Page]
SHIFTS = """() => new Promise(resolve => {
    let sum = 0
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value })
        .observe({type: "layout-shift", buffered: true})
    setTimeout(() => resolve(sum), 600)
})"""
CUT_OFF = """() => [...document.querySelectorAll("main *")]
    .filter(element => !element.closest("pre, .chart__scroll, svg, .ds-sr-only, .table__scroll"))
    .filter(element => {
        const box = element.getBoundingClientRect()
        return box.width > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1)
    })
    .map(element => element.outerHTML.slice(0, 120))"""
# How far the strokes of an arrow stand from the left edge of their field, or, below nought, from its right one.
STROKES = r"""field => getComputedStyle(field).backgroundPosition.split(",").map(
    stroke => Number(stroke.match(/([\d.]+)px/)[1]) * (stroke.includes("100%") ? -1 : 1))"""
SMALL_TARGETS = """() => [...document.querySelectorAll("header :is(a, summary, button), footer a, main .ds-button")]
    .map(element => [element.textContent.trim(), element.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height < 43.5)
    .map(([words, box]) => `${words}: ${Math.round(box.height)}`)"""


def in_language(page: Page, language: str, live_server: Any) -> Page:
    page.context.add_cookies([{"name": "munera_language", "value": language, "url": live_server.url}])
    return page


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_the_gallery_is_accessible(new_page: NewPage, live_server: Any, language: str, scheme: str) -> None:
    page = in_language(new_page(color_scheme=scheme), language, live_server)
    page.goto("/design")
    faults = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in faults] == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", ["/design", "/"])
def test_nothing_is_cut_off_on_the_narrowest_screen(
    new_page: NewPage, live_server: Any, address: str, language: str
) -> None:
    page = in_language(new_page(viewport={"width": 320, "height": 640}), language, live_server)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT_OFF) == []


def test_the_arrow_of_a_choice_points_down_at_the_end_of_its_own_field(new_page: NewPage, live_server: Any) -> None:
    page = in_language(new_page(), "ar", live_server)
    page.goto("/design")
    field = page.locator("main select.ds-input:not([multiple])").first
    left, right = field.evaluate(STROKES)
    assert 0 < left < right
    field.evaluate("field => { field.dir = 'ltr' }")  # as in a text that is not translated yet
    left, right = field.evaluate(STROKES)
    assert left < right < 0


def test_the_menu_lies_open_only_where_all_of_it_has_room(page: Page, sign_in: Callable[[Page, Person], None]) -> None:
    bruna = person("Bruna Meireles")
    bruna.language = "pt"  # the longest of our words
    bruna.save(update_fields=["language"])
    sign_in(page, bruna)
    page.goto("/status")
    menu = page.get_by_text("Menu", exact=True)
    for width, lies_open in ((920, False), (1024, False), (1180, False), (1220, True)):
        page.set_viewport_size({"width": width, "height": 640})
        assert menu.is_visible() is not lies_open
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_pressed_is_large_enough_for_a_thumb(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 800})
    page.goto("/design")
    page.get_by_text("Menu", exact=True).click()
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("address", ["/", "/cases/seasonal-work/", "/account/login/", "/design"])
def test_nothing_jumps_while_the_page_loads(new_page: NewPage, live_server: Any, address: str, language: str) -> None:
    """On a phone, where a shift weighs most. The bound is a tenth of what is called good: a hair on a busy machine."""
    page = in_language(new_page(viewport={"width": 360, "height": 740}), language, live_server)
    page.goto(address)
    assert page.evaluate(SHIFTS) < 0.01


def test_the_menu_opens_without_script(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.goto("/")
    assert not page.get_by_role("link", name="Sign in").is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("link", name="Sign in").is_visible()


def test_on_a_wide_screen_the_menu_lies_open(page: Page) -> None:
    page.goto("/")
    assert page.get_by_role("link", name="Sign in").is_visible()
    assert not page.get_by_text("Menu", exact=True).is_visible()


def test_colours_are_chosen_without_script(new_page: NewPage) -> None:
    page = new_page(color_scheme="light", java_script_enabled=False)
    page.goto("/design")
    page.get_by_text("Colours", exact=True).first.click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-color-scheme") == "dark"
    assert page.url.endswith("/design")


def test_the_first_key_leads_past_the_header(page: Page) -> None:
    page.goto("/design")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_link_of_the_error_summary_goes_into_the_field(page: Page) -> None:
    page.goto("/design")
    page.get_by_role("link", name="Work: This field is required.").click()
    assert page.evaluate("document.activeElement.name") == "error-work"


def test_home_weighs_little(client: Client) -> None:
    """Everything the first visit fetches, compressed, fonts apart."""
    html = client.get("/").content
    page = read(html.decode())
    links = [link.attributes["href"] for link in page.all("link") if link.attributes["rel"] in ("stylesheet", "icon")]
    scripts = [script.attributes["src"] for script in page.all("script") if "src" in script.attributes]
    icons = {use.attributes["href"].partition("#")[0] for use in page.all("use")}
    files = [finders.find(address.removeprefix("/static/")) for address in [*links, *scripts, *sorted(icons)]]
    assert len(files) >= 9
    weight = len(gzip.compress(html)) + sum(len(gzip.compress(Path(file).read_bytes())) for file in files if file)
    assert weight < BUDGET
