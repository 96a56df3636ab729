"""Every page that a person may open, as its owner sees it: held against WCAG 2.2 AA and folded to a phone.

The pages are those of the matrix of doors, so that a new page cannot be forgotten here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass
class Visitor:
    """Opens the pages of a room in a window or two: what everyone may see as nobody, the rest as the owner."""

    room: ModuleType
    new_page: Callable[..., Page]
    sign_in: Callable[[Page, Any], None]
    windows: dict[bool, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scene = self.room.scene()

    def speak(self, language: str, address: str) -> None:
        """From the next page on."""
        self.scene.owner.language = language
        self.scene.owner.save(update_fields=["language"])
        self.chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}
        for window in self.windows.values():
            window.context.add_cookies([self.chosen])  # type: ignore[list-item]  # a plain dict is what it takes

    def open(self, row: Row) -> tuple[Page, str]:
        """The window that shows the page, and the page as the server sent it."""
        window = self.window(as_nobody=row.expected[0] == 200)
        address = reverse(row.name, kwargs=row.address_parts(self.scene))
        answer = window.goto(f"{address}?{urlencode(row.body(self.scene))}")
        assert answer is not None
        assert answer.status == 200, row.name
        return window, answer.text()

    def window(self, *, as_nobody: bool) -> Page:
        if as_nobody not in self.windows:
            window = self.windows[as_nobody] = self.new_page(reduced_motion="reduce", viewport=WIDE)
            window.add_init_script(AXE)
            window.context.add_cookies([self.chosen])  # type: ignore[list-item]  # as above
            if not as_nobody:
                self.sign_in(window, self.scene.owner)
        return self.windows[as_nobody]


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


def colour_faults(window: Page) -> list[str]:
    show_in(window, "dark")
    found = [f"dark: {fault}" for fault in faults(window, COLOURS)]
    show_in(window, "light")
    return found


def fold_faults(window: Page) -> list[str]:
    """At 320 pixels nothing is wider than the screen."""
    window.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
    width = window.evaluate("document.documentElement.scrollWidth")
    window.set_viewport_size(WIDE)  # type: ignore[arg-type]  # as above
    return [f"reflow: {width} pixels wide at {NARROW['width']}"] if width > NARROW["width"] else []


@pytest.mark.django_db(transaction=True)
@every_room
def test_the_pages_of_a_room_meet_the_standard_and_fold_to_320_pixels(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], live_server: Any, room: ModuleType
) -> None:
    found: dict[str, list[str]] = {}
    visitor = Visitor(room, new_page, sign_in)
    for language, direction in LANGUAGES.items():
        visitor.speak(language, live_server.url)
        for row in pages_of(room):
            window, delivered = visitor.open(row)
            lines = faults(window, ALL if language == COLOURS_IN else ALL_BUT_COLOURS)
            if len(HEADING.findall(delivered)) != 1:
                lines.append("without script there is not one main heading")
            if language == COLOURS_IN:
                lines += colour_faults(window)
            lines += fold_faults(window)
            if window.locator("html").get_attribute("dir") != direction:
                lines.append("direction")
            found[f"{row.name} in {language}"] = lines
    assert {name: lines for name, lines in found.items() if lines} == {}
