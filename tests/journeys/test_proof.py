"""Proof from end to end: certified at a desk, carried in a wallet, checked by a stranger, withdrawn, and seen so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.rules import ISSUER
from tests.factories.access import member
from tests.factories.credentials import achievement, issuer
from tests.factories.people import person


@pytest.mark.django_db(transaction=True)
def test_a_certificate_from_the_desk_to_the_stranger_who_checks_it(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], tmp_path: Path
) -> None:
    certifying = issuer()
    certified = achievement(certifying)
    actions.make_key_of_site(queries.LOG_KEY)
    clerk, holder = member(certifying.organisation, role=ISSUER), person("Ana Marković")

    # The clerk certifies Ana, whom the desk knows by her address.
    desk = new_page()
    sign_in(desk, clerk)
    desk.goto("/issuing/")
    desk.get_by_role("link", name="Issue one").click()
    desk.get_by_label("How the person is found").select_option("email")
    desk.get_by_label("Number or e-mail address").fill(str(holder.email))
    desk.get_by_label("Name", exact=True).fill("Ana Marković")
    desk.get_by_role("button", name="Sign and issue").click()
    expect(desk.get_by_text("It is in the holder's wallet now.")).to_be_visible()
    actions.publish_checkpoint()

    # Ana finds it, takes the paper along and makes a link.
    wallet = new_page()
    sign_in(wallet, holder)
    wallet.goto("/my/credentials/")
    wallet.get_by_role("link", name=certified.name).click()
    with wallet.expect_download() as downloading:
        wallet.get_by_role("link", name="Paper (PDF)").click()
    paper = tmp_path / "paper.pdf"
    downloading.value.save_as(paper)
    wallet.get_by_role("link", name="Make a link").click()
    wallet.get_by_role("button", name="Make the link").click()
    link = str(wallet.get_by_role("link", name="/check/").get_attribute("href"))

    # A stranger follows the link, and has the paper checked, with script and without.
    stranger = new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="This credential is genuine and valid")).to_be_visible()
    for page in (stranger, new_page(java_script_enabled=False)):
        page.goto("/check/")
        page.get_by_label("File", exact=False).first.set_input_files(paper)
        page.get_by_role("button", name="Check it").click()
        expect(page.get_by_role("heading", name="This credential is genuine and valid")).to_be_visible()
        expect(page.get_by_text(certifying.organisation.name).first).to_be_visible()

    # The clerk withdraws it: the stranger, the paper and Ana all learn of it.
    desk.get_by_role("link", name="Withdraw it").click()
    desk.get_by_label("Why it is withdrawn").fill("The hours were counted twice.")
    desk.get_by_role("button", name="Withdraw it").click()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="The issuer has withdrawn this credential")).to_be_visible()
    stranger.goto("/check/")
    stranger.get_by_label("File", exact=False).first.set_input_files(paper)
    stranger.get_by_role("button", name="Check it").click()
    expect(stranger.get_by_role("heading", name="The issuer has withdrawn this credential")).to_be_visible()
    wallet.goto("/my/credentials/")
    expect(wallet.get_by_text("The hours were counted twice.")).to_be_visible()
