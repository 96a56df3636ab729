"""The phone in the field, in a real browser against a real server that goes away and comes back.

The site's processes begin at a July morning; the windows are set to the same clock. The browser's own worker is not.
"""

import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import EngagementState, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.browser import QUIET, browser_on_path
from tests.factories.seasonal import TODAY, crew, employer, member_of
from tests.faults import BUSY, DIES
from tests.processes import Site, free_port, wait_until

PHONE = {"width": 360, "height": 740}
MORNING = datetime.fromisoformat("2026-07-14T07:15:00+02:00")
AFTER_THE_CUT_OFF = datetime.fromisoformat("2026-07-14T10:30:00+02:00")
NOT_YET = "Not yet registered"


@dataclass
class Farm:
    """An employer with a crew, and the server that comes and goes at one address."""

    site: Site
    of: Organisation
    milica: Person
    workers: list[Worker]
    port: int = field(default_factory=free_port)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def page_address(self) -> str:
        return f"{self.address}/seasonal/field/{self.of.pk}/"

    def open(self, at: datetime = MORNING, **environment: str) -> None:
        here = {"MUNERA_LISTEN_PORT": str(self.port), "MUNERA_WEB_PROCESSES": "1", "TESTS_FAULTS": "1"}
        self.server = self.site.manage("serve", TESTS_BEGAN_AT=at.isoformat(), **here, **environment)
        wait_until(self.is_ready, seconds=120, site=self.site)

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.address}/health/ready", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def close(self) -> None:
        assert self.server
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(timeout=60)

    @contextmanager
    def fault(self, name: str) -> Iterator[None]:
        """The fault lasts as long as the block, or until it has happened."""
        (self.site.home / name).touch()
        yield
        (self.site.home / name).unlink(missing_ok=True)

    def registered(self) -> list[int]:
        """The workers on the register, one for each row: whoever was doubled is there twice."""
        found = Engagement.objects.filter(state=EngagementState.REGISTERED).order_by("worker")
        return list(found.values_list("worker", flat=True))

    def batches_received(self) -> int:
        return self.site.logs().count("POST api:answer_operations")


@pytest.fixture
def farm(site: Site) -> Farm:
    site.settings["MUNERA_LOG"] = "json"
    with time_machine.travel(MORNING, tick=True):
        of = employer()
        milica = of_demo_town(member_of(of))
        return Farm(site, of, milica, crew(of, by=milica, people=3))


def of_demo_town(person: Person) -> Person:
    """Somebody who may sign in by one button, in English."""
    Person.objects.filter(pk=person.pk).update(is_of_demo_town=True, language="en")
    return person


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A phone of its own, set to the clock of the server unless another is named."""
    made: list[BrowserContext] = []

    def phone(clock: datetime = MORNING) -> BrowserContext:
        context = browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]  # a plain dict is what it takes
        made.append(context)
        return set_up(context, clock)

    yield phone
    for context in made:
        context.close()


def set_up(context: BrowserContext, clock: datetime) -> BrowserContext:
    context.set_default_timeout(30_000)
    context.clock.install(time=clock)
    return context


def sign_in(page: Page, farm: Farm, person: Person) -> None:
    page.goto(f"{farm.address}/account/demo/")
    page.locator(f'form[action*="/account/demo/{person.pk}/"] button').click()
    page.wait_for_url(lambda address: "/account/demo" not in address)


def open_field(page: Page, farm: Farm) -> None:
    """Open the page once with network, until all of it is kept for later."""
    page.goto(farm.page_address)
    expect(page.get_by_role("heading", name="Who comes?")).to_be_visible()
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), site=farm.site)
    wait_until(
        lambda: page.evaluate("address => caches.match(address).then(Boolean)", farm.page_address), site=farm.site
    )


def ready_phone(context: BrowserContext, farm: Farm) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    sign_in(page, farm, farm.milica)
    open_field(page, farm)
    return page


def register_everybody(page: Page, *, day: str = "Today") -> None:
    page.get_by_role("radio", name=day).check()
    page.get_by_role("button", name="Everybody").click()
    page.get_by_role("button", name="Register").click()


def state_of(page: Page) -> Any:
    return page.get_by_role("region", name="What waits on this phone")


def expect_waiting(page: Page, *, people: int) -> None:
    expect(state_of(page)).to_contain_text(NOT_YET)
    expect(state_of(page)).to_contain_text(f"People: {people}.")
    expect(page.locator("[data-part=there] .field-stamp", has_text=NOT_YET)).to_have_count(people)
    expect(page.locator("[data-part=there] [data-state=registered]")).to_have_count(0)


def expect_registered(page: Page, *, people: int) -> None:
    expect(state_of(page)).to_contain_text("Nothing waits on this phone", timeout=60_000)
    expect(page.locator("[data-part=there] [data-state=registered]")).to_have_count(people)
    expect(page.get_by_text(NOT_YET, exact=True).locator("visible=true")).to_have_count(0)


def everybody(farm: Farm) -> list[int]:
    return sorted(worker.pk for worker in farm.workers)


def test_a_crew_of_fifty_entered_with_the_server_stopped_is_registered_once_within_five_seconds_of_its_return(
    farm: Farm, phone: Callable[..., BrowserContext]
) -> None:
    with time_machine.travel(MORNING, tick=True):
        farm.workers += crew(farm.of, by=farm.milica, people=47)
    farm.open()
    page = ready_phone(phone(), farm)
    farm.close()

    page.reload()
    register_everybody(page)
    expect_waiting(page, people=50)
    assert Receipt.objects.count() == 0

    farm.open()
    wait_until(lambda: len(farm.registered()) == 50, seconds=5, site=farm.site)
    expect_registered(page, people=50)
    assert farm.registered() == everybody(farm)
    [receipt] = Receipt.objects.all()
    expect(page.get_by_role("link", name=f"Receipt {receipt.number}")).to_be_visible()


def test_rain_takes_the_crew_off_in_the_order_of_the_presses(farm: Farm, phone: Callable[..., BrowserContext]) -> None:
    farm.open()
    page = ready_phone(phone(), farm)
    farm.close()

    register_everybody(page, day="Tomorrow")
    expect_waiting(page, people=3)
    expect(page.get_by_role("button", name="Rain: take all 3 off")).to_be_visible()
    for worker in farm.workers[1:]:
        page.get_by_role("checkbox", name=worker.name).check()
    page.get_by_role("button", name="Take the 2 ticked off").click()
    page.get_by_role("button", name="Take them off").click()
    expect(page.locator("[data-part=there] .field-stamp", has_text="Not yet taken off")).to_have_count(2)

    farm.open()
    expect_registered(page, people=1)
    assert farm.registered() == [farm.workers[0].pk]
    assert list(Receipt.objects.order_by("sequence").values_list("kind", "outcome")) == [
        ("register", "ok"),
        ("cancel", "ok"),
    ]


def test_a_browser_closed_with_a_queue_sends_it_when_it_is_opened_again(
    farm: Farm, browser: Browser, tmp_path: Path
) -> None:
    def started() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=browser_on_path(), args=[*QUIET, "--no-sandbox"], locale="en-GB"
        )
        return set_up(context, MORNING)

    farm.open()
    first = started()
    page = ready_phone(first, farm)
    farm.close()
    register_everybody(page)
    expect_waiting(page, people=3)
    first.close()

    farm.open()
    second = started()
    page = second.pages[0]
    page.goto(farm.page_address)
    expect_registered(page, people=3)
    assert farm.registered() == everybody(farm)
    assert Receipt.objects.count() == 1
    second.close()


def test_two_windows_with_the_same_queue_send_it_once(farm: Farm, phone: Callable[..., BrowserContext]) -> None:
    farm.open()
    context = phone()
    one = ready_phone(context, farm)
    other = context.new_page()
    open_field(other, farm)
    farm.close()

    register_everybody(one)
    expect_waiting(other.get_by_role("radio", name="Today").check() or other, people=3)
    register_everybody(other, day="Tomorrow")
    expect(state_of(one)).to_contain_text("Pressed: 2.")
    farm.open()

    for window in (one, other):
        expect_registered(window, people=3)
    assert Receipt.objects.count() == 2
    assert farm.registered() == sorted(everybody(farm) * 2)
    assert farm.batches_received() == 1


def test_an_answer_lost_after_it_was_kept_is_given_again(farm: Farm, phone: Callable[..., BrowserContext]) -> None:
    farm.open()
    page = ready_phone(phone(), farm)

    with farm.fault(DIES):
        register_everybody(page)
        expect_registered(page, people=3)

    assert farm.registered() == everybody(farm)
    assert Receipt.objects.count() == 1
    [kept] = page.evaluate("person => Store.answers(person)", farm.milica.pk)
    assert (kept["answer"]["outcome"], kept["answer"]["replayed"]) == ("ok", True)


@pytest.mark.parametrize(("ahead", "told"), [(timedelta(days=1, minutes=5), "ahead"), (timedelta(days=-1), "behind")])
def test_a_phone_whose_clock_is_a_day_off_is_told_so_and_judged_by_the_server(
    farm: Farm, phone: Callable[..., BrowserContext], ahead: timedelta, told: str
) -> None:
    farm.open()
    page = ready_phone(phone(MORNING + ahead), farm)
    expect(state_of(page)).to_contain_text(re.compile(rf"The clock of this phone is 1 day( \d+ minutes?)? {told}"))

    register_everybody(page)

    expect_registered(page, people=3)
    [receipt] = Receipt.objects.all()
    assert (receipt.on, receipt.outcome) == (TODAY, Outcome.OK)
    assert receipt.pressed_at is not None
    assert timedelta(hours=23) < abs(receipt.pressed_at - receipt.received_at) < timedelta(hours=25)


def test_a_queue_that_arrives_after_the_cut_off_is_shown_as_late_with_both_times(
    farm: Farm, phone: Callable[..., BrowserContext]
) -> None:
    farm.open()
    page = ready_phone(phone(), farm)
    farm.close()
    register_everybody(page)
    expect_waiting(page, people=3)

    farm.open(AFTER_THE_CUT_OFF)

    expect(page.get_by_text("Pressed Tue 14 Jul, 07:15:")).to_contain_text(
        "received Tue 14 Jul, 10:30:", timeout=60_000
    )
    expect(page.locator("[data-part=latest]")).to_contain_text("Not registered")
    expect(page.locator("[data-state=registered]")).to_have_count(0)
    assert farm.registered() == []
    assert list(Engagement.objects.values_list("state", flat=True)) == ["late"] * 3


def test_what_one_person_pressed_is_neither_seen_nor_sent_by_the_next_on_the_same_phone(
    farm: Farm, phone: Callable[..., BrowserContext]
) -> None:
    with time_machine.travel(MORNING, tick=True):
        jelena = of_demo_town(member_of(farm.of))
    farm.open()
    context = phone()
    page = ready_phone(context, farm)
    with farm.fault(BUSY):
        register_everybody(page)
        expect_waiting(page, people=3)
        Session.objects.all().delete()
        # Before the fault ends: what is under way when the session ends would still be hers.
        expect(state_of(page)).to_contain_text("You are signed out", timeout=60_000)
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()

    hers = context.new_page()
    sign_in(hers, farm, jelena)
    open_field(hers, farm)
    hers.get_by_role("radio", name="Today").check()
    expect(state_of(hers)).to_contain_text("Nothing waits on this phone")
    expect(hers.get_by_text(NOT_YET, exact=True).locator("visible=true")).to_have_count(0)
    page.get_by_role("radio", name="Today").check()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(state_of(page)).to_contain_text("Somebody else is signed in on this phone")
    assert Receipt.objects.count() == 0
    assert hers.evaluate("person => Store.employer(...person)", [farm.milica.pk, farm.of.pk]) is None

    sign_in(hers, farm, farm.milica)
    hers.goto(farm.page_address)
    expect_registered(hers, people=3)
    assert list(Receipt.objects.values_list("received_from", flat=True)) == [farm.milica.pk]


def test_signing_out_with_a_queue_is_asked_about_and_loses_nothing(
    farm: Farm, phone: Callable[..., BrowserContext]
) -> None:
    farm.open()
    page = ready_phone(phone(), farm)
    with farm.fault(BUSY):
        register_everybody(page)
        expect_waiting(page, people=3)
        page.goto(f"{farm.address}/account/logout/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign out with something waiting?")).to_be_visible()
        expect(page.locator("[data-waiting]")).to_have_text("1")
        page.get_by_role("button", name="Sign out all the same").click()
        page.wait_for_url(f"{farm.address}/")
        # The names have left the phone.
        assert page.evaluate("caches.has('munera-field-pages')") is False
    assert Receipt.objects.count() == 0

    sign_in(page, farm, farm.milica)
    page.goto(farm.page_address)
    expect_registered(page, people=3)
    assert Receipt.objects.count() == 1


def files_kept(page: Page) -> set[str]:
    """The names of the stores of files, one for each version."""
    return {name for name in page.evaluate("caches.keys()") if "files" in name}


def test_an_update_of_the_site_keeps_what_waits(farm: Farm, phone: Callable[..., BrowserContext]) -> None:
    farm.open()
    page = ready_phone(phone(), farm)
    before = files_kept(page)
    with farm.fault(BUSY):
        register_everybody(page)
        expect_waiting(page, people=3)
        farm.close()
        farm.open(TESTS_STATIC_URL="files/")
        page.goto(farm.page_address)
        wait_until(lambda: files_kept(page) and not before & files_kept(page), site=farm.site)
        page.get_by_role("radio", name="Today").check()
        expect_waiting(page, people=3)
    expect_registered(page, people=3)
    assert farm.registered() == everybody(farm)
    # And the new files are those that open without network.
    farm.close()
    page.reload()
    expect(page.get_by_role("heading", name="Who comes?")).to_be_visible()


def test_what_the_phone_cannot_keep_is_said_aloud_at_once(farm: Farm, phone: Callable[..., BrowserContext]) -> None:
    farm.open()
    page = ready_phone(phone(), farm)
    page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') } }")

    register_everybody(page)

    expect(page.get_by_role("alert").filter(has_text="could not keep what you pressed")).to_be_visible()
    expect(page.locator("[data-part=there] .field-stamp")).to_have_count(0)
    assert Receipt.objects.count() == 0
