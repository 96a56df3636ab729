"""Every page that a person may open, as its owner sees it: held against WCAG 2.2 AA and folded to a phone.

The pages are those of the matrix of doors, so that a new page cannot be forgotten here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.house.matrix import Row
from tests.house.test_matrix import ROOMS, is_reversible
from tests.standard import AXE, faults_against_the_standard

SEEN = """() => ({
    width: document.documentElement.scrollWidth,
    direction: document.documentElement.dir,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
})"""
# In the text as the server sent it, before any script has run.
HEADING = re.compile(r"<h1[ >]")
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 320, "height": 640}


@dataclass(frozen=True)
class Look:
    """How a page is seen."""

    language: str
    direction: str
    scheme: Literal["light", "dark"]


# Both directions and both schemes. No colour depends on the language, no word on the scheme: two looks show each.
LOOKS = (Look("en", "ltr", "light"), Look("ar", "rtl", "dark"))
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

    def begin(self, look: Look, address: str) -> None:
        """From the next page on."""
        self.scene.owner.language = look.language
        self.scene.owner.save(update_fields=["language"])
        self.look = look
        self.chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": look.language, "url": address}
        for window in self.windows.values():
            self.show(window)

    def show(self, window: Page) -> None:
        window.context.add_cookies([self.chosen])  # type: ignore[list-item]  # a plain dict is what it takes
        window.emulate_media(color_scheme=self.look.scheme)

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
            self.show(window)
            if not as_nobody:
                self.sign_in(window, self.scene.owner)
        return self.windows[as_nobody]


def faults(window: Page, look: Look) -> list[str]:
    """What is wrong with the page that the window shows, a line each.

    It is looked at first in the width in which the page before was left: every turn lays the whole page out anew.
    """
    if window.viewport_size == WIDE:
        found = faults_against_the_standard(window)
        window.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it takes
        return found + faults_when_folded(window, look)
    found = faults_when_folded(window, look)
    window.set_viewport_size(WIDE)  # type: ignore[arg-type]  # as above
    return found + faults_against_the_standard(window)


def faults_when_folded(window: Page, look: Look) -> list[str]:
    """At 320 pixels nothing is wider than the screen; and the page is what the look says."""
    seen = window.evaluate(SEEN)
    assert seen["dark"] is (look.scheme == "dark")
    found = [f"reflow: {seen['width']} pixels wide at {NARROW['width']}"] if seen["width"] > NARROW["width"] else []
    return found if seen["direction"] == look.direction else [*found, f"direction: {seen['direction']}"]


@pytest.mark.django_db(transaction=True)
@every_room
def test_the_pages_of_a_room_meet_the_standard_and_fold_to_320_pixels(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], live_server: Any, room: ModuleType
) -> None:
    found: dict[str, list[str]] = {}
    visitor = Visitor(room, new_page, sign_in)
    for look in LOOKS:
        visitor.begin(look, live_server.url)
        for row in pages_of(room):
            window, delivered = visitor.open(row)
            lines = faults(window, look)
            if len(HEADING.findall(delivered)) != 1:
                lines.append("without script there is not one main heading")
            found[f"{row.name} in {look.language}, {look.scheme}"] = lines
    assert {name: lines for name, lines in found.items() if lines} == {}
