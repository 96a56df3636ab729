"""Signing in as people do it, in a real browser: by keyboard alone, with a passkey, with an app, with an eID."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from munera.kernel.people.models import Person
from tests.site import national_eid as eid
from tests.site.national_eid.running import name_eid, running_eid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def milica() -> Person:
    return Person.objects.create_user("milica@demo.example", full_name="Milica Jovanović", is_of_demo_town=True)


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", str(mail.body), re.MULTILINE)
    assert found
    return found.group(1)


def tab_to(page: Page, name: str, *, most: int = 25) -> None:
    """Press Tab until the thing of this name has the focus, as somebody without a mouse would."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const here = document.activeElement
              return (here.labels?.[0] ?? here).textContent.trim() }"""
        )
        if focused == name:
            return
    pytest.fail(f"no way to {name!r} by Tab within {most}")


def sign_in_by_code(page: Page, address: str, mailoutbox: list[EmailMessage]) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the mail").fill(code_in(mailoutbox[-1]))
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    """Until it is said that one is out: the page first looks whether something waits to be sent."""
    page.locator("summary", has_text="Milica").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def add_virtual_authenticator(page: Page) -> None:
    """A phone or computer that knows its owner's finger, as Chromium imitates one."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_signing_in_by_keyboard_alone(page: Page, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    page.goto("/")
    tab_to(page, "Sign in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    tab_to(page, "Skip to the main content")
    page.keyboard.press("Enter")
    tab_to(page, "E-mail address", most=3)
    page.keyboard.type("milica@demo.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Write the code")).to_be_visible()
    tab_to(page, "Code from the mail")
    page.keyboard.type("AAAA-AAAA")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    tab_to(page, "Code from the mail: This code is not right. Look at the newest one and try again.", most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(code_in(mailoutbox[0]))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Milica Jovanović").first).to_be_visible()
    tab_to(page, "Milica Jovanović")
    page.keyboard.press("Enter")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def test_a_passkey_is_added_and_then_signs_in_by_itself(
    page: Page, milica: Person, mailoutbox: list[EmailMessage]
) -> None:
    add_virtual_authenticator(page)
    sign_in_by_code(page, "milica@demo.example", mailoutbox)
    page.goto(reverse("account_security"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("my laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert {each.type for each in Authenticator.objects.all()} == {"webauthn", "recovery_codes"}

    page.goto("/")
    sign_out(page)
    page.goto(f"{reverse('account_login')}?next={reverse('mfa_list_webauthn')}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Your passkeys")).to_be_visible()
    expect(page.get_by_text("my laptop")).to_be_visible()
    page.goto(reverse("second_factor"))
    expect(page).to_have_url(re.compile(r"/$"))  # nothing more is asked for: a passkey is two factors


def test_a_passkey_that_fails_is_told_kindly(page: Page) -> None:
    add_virtual_authenticator(page)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work")


def test_a_passkey_serves_as_second_proof_after_a_code(
    page: Page, milica: Person, mailoutbox: list[EmailMessage]
) -> None:
    add_virtual_authenticator(page)
    sign_in_by_code(page, "milica@demo.example", mailoutbox)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Let this passkey sign me in by itself").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    cache.clear()
    sign_in_by_code(page, "milica@demo.example", mailoutbox)
    expect(page.get_by_role("heading", name="Second proof")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("Milica Jovanović").first).to_be_visible()


def test_an_app_is_set_up_from_its_page(page: Page, milica: Person, mailoutbox: list[EmailMessage]) -> None:
    sign_in_by_code(page, "milica@demo.example", mailoutbox)
    page.goto(reverse("mfa_activate_totp"))
    image = page.get_by_role("img", name="QR code for your app")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0"), "the policy lets the picture be shown"
    seed = page.locator(".setting-up__key").inner_text()
    shown = format_hotp_value(hotp_value(seed, next(iter(yield_hotp_counters_from_time()))))
    page.get_by_label("Six digits from the app").fill(shown)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert len(Path(download.value.path()).read_text().split()) == 10


def test_an_eid_signs_in_through_its_own_site(
    page: Page, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    callback = f"{live_server.url}{reverse('openid_connect_callback', args=['rs'])}"
    with running_eid(tmp_path, callback=callback) as address:
        name_eid(address, monkeypatch=monkeypatch, settings=settings)
        page.goto(reverse("account_login"))
        page.get_by_role("button", name="Sign in with eID Srbija").click()
        expect(page).to_have_url(re.compile(re.escape(address)))
        page.locator("[name=login]").fill(eid.NUMBER)
        page.locator("[name=password]").fill(eid.PASSWORD)
        page.get_by_role("button", name="Sign In").click()
        expect(page.get_by_text(eid.NAME).first).to_be_visible()
    assert page.url.startswith(live_server.url)


def test_without_script_the_other_ways_work(
    new_page: Callable[..., Page], milica: Person, mailoutbox: list[EmailMessage]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(reverse("account_login"))
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()  # which says why
    sign_in_by_code(page, "milica@demo.example", mailoutbox)
    expect(page.get_by_text("Milica Jovanović").first).to_be_visible()


def test_the_demo_town_opens_with_one_press(page: Page, milica: Person) -> None:
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Milica Jovanović Farmer").click()
    expect(page.locator("summary", has_text="Milica Jovanović")).to_be_visible()
    page.goto(reverse("demo_people"))
    page.get_by_role("button", name="Try as Milica Jovanović").click()
    expect(page.locator("summary", has_text="Milica Jovanović")).to_be_visible()
