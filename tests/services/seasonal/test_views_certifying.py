"""A worker reads what a credential of their days will say, takes it, and finds it in the wallet."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from munera.kernel.credentials.actions import withdraw_credential
from munera.kernel.credentials.models import Credential
from munera.services.seasonal.models import Worker
from tests.factories.seasonal import TODAY, employer_with_crew, engagement, register_of_days, worked_before
from tests.factories.skills import classification
from tests.services.seasonal.reading import Browse, words

pytestmark = pytest.mark.django_db

OWN_DAYS = reverse("seasonal:show_own_days")
TAKE = reverse("seasonal:take_days_credential")
ASKED = {"year": "2026", "country": "RS"}
MAY = [date(2026, 5, 1) + timedelta(days=place) for place in range(20)]


def worked(*, days: list[date]) -> Worker:
    _of, milica, [ana] = employer_with_crew(1)
    worked_before(ana, days, by=milica)
    return ana


def test_the_page_says_what_the_credential_will_say_and_the_button_puts_it_into_the_wallet(browse: Browse) -> None:
    classification()
    ana, register = worked(days=MAY), register_of_days()
    client = browse(ana.person)

    page = words(client.get(OWN_DAYS))

    assert "Take the days of 2026 along" in page
    assert f"{register.organisation.name} keeps the register and certifies your days" in page
    assert "It will say Seasonal work in 2026: 20 days Kinds of work Picking fruit: 20 days" in page
    assert "Skills this proves harvest crop" in page
    assert "public register" in page
    answer = client.post(TAKE, ASKED)
    credential = Credential.objects.get()
    assert answer.headers["Location"] == reverse("credentials:show_credential", args=[credential.number])
    shown = words(client.get(answer.headers["Location"]))
    assert "The credential lies in your wallet." in shown
    assert "Seasonal work in 2026: 20 days" in shown
    assert "Seasonal work in 2026: 20 days" in words(client.get(reverse("credentials:list_credentials")))
    again = words(client.get(OWN_DAYS))
    assert "The 20 days that can be certified by now lie in your wallet." in again
    assert "Put it into my wallet" not in again


def test_once_more_days_have_come_the_page_offers_a_new_one(
    browse: Browse, july_morning: time_machine.Traveller
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    worked_before(ana, MAY[:2], by=milica)
    register_of_days()
    browse(ana.person).post(TAKE, ASKED)
    engagement(of, ana, on=TODAY, by=milica)
    july_morning.shift(timedelta(days=1))

    page = words(browse(ana.person).get(OWN_DAYS))

    assert "The credential in your wallet counts 2 days, and more have come since." in page
    assert "Seasonal work in 2026: 3 days" in page
    assert "Skills this proves" not in page


def test_one_that_the_register_has_withdrawn_is_not_offered_again(browse: Browse) -> None:
    ana = worked(days=MAY[:1])
    register = register_of_days()
    client = browse(ana.person)
    client.post(TAKE, ASKED)
    withdraw_credential(Credential.objects.get(), because="It is looked into.", by=None)

    page = words(client.get(OWN_DAYS))
    refused = client.post(TAKE, ASKED)

    assert f"{register.organisation.name} has withdrawn what it certified of this year" in page
    assert "Put it into my wallet" not in page
    assert refused.status_code == 409
    assert "Ask it before you take a new one." in words(refused)


def test_nothing_is_offered_where_no_register_certifies_or_no_day_counts(browse: Browse) -> None:
    ana, bojan = worked(days=[date(2025, 12, 31), MAY[0]]), worked(days=[])
    assert "along" not in words(browse(ana.person).get(OWN_DAYS))
    register_of_days()
    for year in (2026, 2025):
        assert f"Take the days of {year} along" in words(browse(ana.person).get(f"{OWN_DAYS}?year={year}"))
    assert "along" not in words(browse(bojan.person).get(OWN_DAYS))
    assert browse(bojan.person).post(TAKE, ASKED).status_code == 409
    assert not Credential.objects.exists()
