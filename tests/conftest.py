"""What any test may ask for: a browser, somebody signed in, the folder of measured data.

Rows come from ``tests/factories``; nothing here makes one.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect
from pytest_django import DjangoDbBlocker

from munera.kernel.access.doors.calls import forget_calls
from munera.kernel.access.rules import SECOND_FACTOR
from munera.kernel.people.models import Person
from tests.browser import NONE_FOUND, NoBrowser, launched_browser
from tests.migrated import MigratedOnce, migrated_once

pytest_plugins = ["tests.processes"]

ROOT = Path(__file__).resolve().parents[1]
# Tests start the site's processes often: each would compile every library anew where a machine keeps no bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# The fixtures through which a test comes to a database.
STORING = {"db", "transactional_db", "own_database", "site"}
# What asks for pages: views over queries and actions, which are asked on each database themselves.
PAGES = re.compile(r"tests/(house/test_matrix|.+/test_(views|views_\w+|pages|\w+_pages))\.py")
# As patient as the windows themselves: a machine that runs two suites at once is slow, not wrong.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Limits of how often something may be asked begin anew with each test."""
    forget_calls()


@pytest.fixture(autouse=True)
def language_of_the_site() -> None:
    """A request leaves the language of its reader behind; the next test begins without."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> MigratedOnce:
    """The last word before the database is made: it begins as a copy, where its migrations were applied before."""
    migrated = migrated_once()
    with django_db_blocker.unblock():
        migrated.bring()
    return migrated


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: MigratedOnce, django_db_blocker: DjangoDbBlocker
) -> None:
    """And once it is made, it is kept."""
    with django_db_blocker.unblock():
        django_db_modify_db_settings.keep()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for the whole run; the test is skipped, and says so, where there is none."""
    with pytest.MonkeyPatch.context() as environment:
        # Playwright's loop runs in this thread, and Django then takes every query here for a slip.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            with launched_browser() as launched:
                yield launched
        except NoBrowser:
            pytest.skip(NONE_FOUND)


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a fresh window on the live site: ``new_page(color_scheme="dark", java_script_enabled=False)``.

    A script that fails, or one that the content security policy stops, fails the test when it ends.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note_refused_script(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def note_broken_script(error: Error) -> None:
        faults.append(str(error))

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_refused_script)
        page.on("pageerror", note_broken_script)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A window of 1280 by 720 in the light scheme; ``page.goto("/")`` opens the home page."""
    return new_page()


@pytest.fixture
def sign_in(request: pytest.FixtureRequest) -> Callable[[Client | Page, Person], None]:
    """Sign a person in without the forms, in a test client or in a window: ``sign_in(page, milica)``."""

    def sign_in(visitor: Client | Page, person: Person) -> None:
        client = visitor if isinstance(visitor, Client) else Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[SECOND_FACTOR] = person.pk  # doors of roles that ask for two factors open too
        session.save()
        if isinstance(visitor, Page):
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            address = request.getfixturevalue("live_server").url
            visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])

    return sign_in


@pytest.fixture(scope="session")
def measured_data() -> Path:
    """The folder of published data sets: ``MUNERA_DATA``, or ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("MUNERA_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"NO DATA: {folder} is missing; name the folder of published data sets in MUNERA_DATA.")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a window is a browser test, what stores rows depends on the database; nobody needs to remember.

    The longest begin first, so that none of them is still under way alone when all others have ended.
    """
    for item in items:
        asked_for = set(getattr(item, "fixturenames", ()))
        if "browser" in asked_for:
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or asked_for & STORING:
            item.add_marker("database")
        if PAGES.search(item.path.as_posix()):
            item.add_marker("pages")
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Processes first, then windows, then all others, each in their order."""
    markers = ("two_servers", "browser")
    return next((place for place, marker in enumerate(markers) if item.get_closest_marker(marker)), len(markers))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it loudly when the journeys did not run, so that a green line is not mistaken for all of them."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("NO BROWSER" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line("")
        terminalreporter.write_line(NONE_FOUND, red=True, bold=True)
