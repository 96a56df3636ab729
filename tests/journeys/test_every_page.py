"""Every page that a person may open, as its owner sees it: held against WCAG 2.2 AA and folded to a phone.

The pages are those of the matrix of doors, so that a new page cannot be forgotten here.
"""

import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.house.matrix import Row
from tests.house.test_matrix import ROOMS, is_reversible

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LINES_ONLY = {"resultTypes": ["violations"], "preload": False}
# All that another colour scheme can change, and no language.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": STANDARD}
ALL_BUT_COLOURS = ALL | {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
AXE = Axe().axe_script
# In the text as the server sent it, before any script has run.
HEADING = re.compile(r"<h1[ >]")
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 320, "height": 640}
LANGUAGES = {"en": "ltr", "ar": "rtl"}
COLOURS_IN = "en"
# What a program or a printer asks for has no page to look at.
NOT_PAGES = (
    "api:",
    "api_description",
    "download",
    "munera_json",
    "munera_pem",
    "_txt",
    "health_",
    "metrics",
    "webmanifest",
    "_script",
    "_did",
    "show_status_list",
    "show_checkpoint",
    "show_tile",
    "show_proof",
    "show_credential_issuer",
    "show_authorization_server",
    "credentials:show_type",
    "show_offer",
    "request_certificate",
)


def pages_of(room: ModuleType) -> list[Row]:
    """The rows of the room's matrix that its owner may open as a page."""
    return [
        row
        for row in room.ROWS
        if row.method == "GET"
        and row.expected[-1] == 200
        and is_reversible(row.name)
        and not any(word in row.name for word in NOT_PAGES)
    ]


every_room = pytest.mark.parametrize(
    "room", [pytest.param(room, id=room.__name__.rpartition(".")[2]) for room in ROOMS if pages_of(room)]
)
Visit = Callable[..., Iterator[tuple[str, Page, str]]]


@pytest.fixture
def visit(new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], live_server: Any) -> Visit:
    """Open the pages of a room one after the other: what everyone may see as nobody, the rest as the owner."""

    def visit(room: ModuleType, *, language: str = "en", **options: Any) -> Iterator[tuple[str, Page, str]]:
        scene = room.scene()
        scene.owner.language = language
        scene.owner.save(update_fields=["language"])
        as_nobody, as_owner = new_page(**options), new_page(**options)
        sign_in(as_owner, scene.owner)
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        for window in (as_nobody, as_owner):
            window.context.add_cookies([chosen])  # type: ignore[list-item]  # a plain dict is what it takes
        for row in pages_of(room):
            window = as_nobody if row.expected[0] == 200 else as_owner
            address = reverse(row.name, kwargs=row.address_parts(scene))
            answer = window.goto(f"{address}?{urlencode(row.body(scene))}")
            assert answer is not None
            assert answer.status == 200, row.name
            yield row.name, window, answer.text()

    return visit


def show_in(window: Page, scheme: Any) -> None:
    """Change the colours and wait until the page stands in them: axe would measure half of each."""
    window.emulate_media(color_scheme=scheme)
    window.evaluate(
        """scheme => new Promise(done => {
            const asked = matchMedia(`(prefers-color-scheme: ${scheme})`);
            const look = () => requestAnimationFrame(() => asked.matches ? requestAnimationFrame(done) : look());
            look();
        })""",
        scheme,
    )


def faults(window: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds against these rules, a line each."""
    if not window.evaluate("'axe' in window"):
        window.evaluate(AXE)
    found = window.evaluate("options => axe.run(options)", LINES_ONLY | rules)["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
@every_room
def test_the_pages_of_a_room_meet_the_standard_and_fold_to_320_pixels(
    visit: Visit, room: ModuleType, language: str
) -> None:
    found: dict[str, list[str]] = {}
    for name, window, delivered in visit(room, language=language, reduced_motion="reduce"):
        show_in(window, "light")
        window.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is what it takes
        found[name] = faults(window, ALL if language == COLOURS_IN else ALL_BUT_COLOURS)
        if len(HEADING.findall(delivered)) != 1:
            found[name].append("without script there is not one main heading")
        if language == COLOURS_IN:
            show_in(window, "dark")
            found[name] += [f"dark: {fault}" for fault in faults(window, COLOURS)]
        window.set_viewport_size(NARROW)  # type: ignore[arg-type]  # as above
        if (width := window.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
            found[name].append(f"reflow: {width} pixels wide at {NARROW['width']}")
        if window.locator("html").get_attribute("dir") != LANGUAGES[language]:
            found[name].append("direction")
    assert {name: lines for name, lines in found.items() if lines} == {}
