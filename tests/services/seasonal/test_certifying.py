"""The days of a year become a credential of the register, which never says more than the register does."""

import json
from collections.abc import Iterable
from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.credentials.actions import revoke_key, withdraw_credential
from munera.kernel.credentials.choices import RevocationReason
from munera.kernel.credentials.models import Achievement, Credential
from munera.kernel.messages.models import Letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.queries import skills_of
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, Job
from munera.services.seasonal.models import DaysCredential, Engagement, Worker
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    closed_month,
    employer_with_crew,
    engagement,
    received,
    register_of_days,
    worked_before,
    worker,
)
from tests.factories.skills import HARVEST, classification

pytestmark = pytest.mark.django_db

JUNE = tuple(date(2026, 6, day) for day in range(1, 4))
A_DAY = timedelta(days=1)


def take(who: Worker, *, year: int = 2026, country: str = "RS") -> Credential:
    return actions.take_days_credential(who.person, year=year, country=country, by=who.person)


def achieved(credential: Credential) -> dict[str, str]:
    said: dict[str, str] = json.loads(credential.body)["credentialSubject"]["achievement"]
    return said


def worked(of: Organisation, workers: Iterable[Worker], *, days: Iterable[date], by: Person) -> None:
    for on in days:
        received(of, list(workers), on=on, by=by)


# --- what it says -------------------------------------------------------------------------------------------------


def test_days_become_a_credential_that_says_how_many_of_which_work_in_which_year() -> None:
    of, milica, [ana] = employer_with_crew(1)
    of.name, of.municipality = "Sunčani Vrt", "Bogatić"
    of.save()
    register = register_of_days()
    worked(of, [ana], days=JUNE, by=milica)
    received(of, [ana], on=date(2026, 6, 4), by=milica, job=Job.PACKING)

    credential = take(ana)

    said = achieved(credential)
    assert (said["name"], said["description"]) == (
        "Seasonal work in 2026: 4 days",
        "Days by kind of work: Picking fruit: 3 days; Sorting, packing and storing: 1 day.",
    )
    assert (credential.issuer, credential.holder) == (register, ana.person)
    body = credential.body.decode()
    assert ana.person.full_name in body
    assert [told for told in (of.name, of.municipality, ana.person.identifiers.get().number) if told in body] == []
    certified = DaysCredential.objects.get()
    assert certified.engagements == list(Engagement.objects.order_by("pk").values_list("pk", flat=True))
    assert (certified.person, certified.country, certified.year, certified.days) == (ana.person, "RS", 2026, 4)
    [event] = Event.objects.filter(verb="seasonal.days.certified")
    assert (event.actor, event.object) == (reference(ana.person), reference(certified))


def test_only_days_that_are_over_in_time_and_not_cancelled_count() -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    register_of_days()
    worked(of, [ana, bojan], days=JUNE[:1], by=milica)
    worked(of, [bojan], days=JUNE[1:], by=milica)
    engagement(of, ana, on=TODAY, by=milica)
    actions.cancel_engagement(engagement(of, ana, on=TOMORROW, by=milica), reason=CancelReason.RAIN, by=milica)
    worked_before(ana, [date(2025, 12, 31)], by=milica)
    late = date(2026, 6, 20)
    received(of, [ana], on=late, at=time(10, 12), by=milica)
    closed = actions.close_month(of, JUNE[0], by=milica)
    actions.correct_month(closed, admit=list(Engagement.objects.filter(on=late)), because="It was minutes.", by=milica)

    assert achieved(take(ana))["name"] == "Seasonal work in 2026: 1 day"
    assert achieved(take(ana, year=2025))["name"] == "Seasonal work in 2025: 1 day"


def test_a_day_counts_from_the_next_one_on(july_morning: time_machine.Traveller) -> None:
    of, milica, [ana] = employer_with_crew(1)
    register_of_days()
    engagement(of, ana, on=TODAY, by=milica)
    for _hour in range(16):
        with pytest.raises(actions.NoDaysToCertify):
            take(ana)
        july_morning.shift(timedelta(hours=1))
    july_morning.shift(timedelta(hours=1))
    assert achieved(take(ana))["name"] == "Seasonal work in 2026: 1 day"


def test_days_with_two_employers_are_counted_together_and_those_of_another_country_apart() -> None:
    garden, milica, [ana] = employer_with_crew(1)
    orchard, dragan, _crew = employer_with_crew(0)
    there = worker(orchard, by=dragan, number=ana.person.identifiers.get().number)
    register_of_days()
    worked(garden, [ana], days=JUNE, by=milica)
    # The same day again, in the other shift: it stays one day.
    worked_before(there, [JUNE[0], date(2026, 6, 9)], by=dragan, shift="afternoon")
    abroad, hrvoje, _none = employer_with_crew(0)
    Organisation.objects.filter(pk=abroad.pk).update(country="HR")
    worked_before(worker(abroad, by=hrvoje, number=ana.person.identifiers.get().number), JUNE[:2], by=hrvoje)

    assert achieved(take(ana))["name"] == "Seasonal work in 2026: 4 days"
    with pytest.raises(actions.NobodyCertifiesDays):
        take(ana, country="HR")
    register_of_days("HR")
    assert achieved(take(ana, country="HR"))["name"] == "Seasonal work in 2026: 2 days"
    assert queries.days_credentials_of(ana.person).count() == 2


def test_a_month_of_one_work_is_verified_in_a_register_and_less_is_not() -> None:
    classification()
    _of, milica, [ana, bojan] = employer_with_crew(2)
    register_of_days()
    days = [date(2026, 6, 1) + place * A_DAY for place in range(20)]
    worked_before(ana, days, by=milica)
    worked_before(bojan, days[1:], by=milica)
    # A second shift of a day makes no further day of a skill.
    worked_before(bojan, days[1:2], by=milica, shift="afternoon")

    credentials = take(ana), take(bojan)

    [known] = skills_of(ana.person)
    assert (known.skill.uri, known.standing, known.level) == (HARVEST, Standing.REGISTRY_VERIFIED, None)
    assert skills_of(bojan.person) == []
    withdraw_credential(credentials[0], because="A slip.", by=None)
    assert skills_of(ana.person) == []


# --- once ---------------------------------------------------------------------------------------------------------


def test_asked_again_the_same_one_is_given_and_another_worker_gets_their_own() -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    register_of_days()
    worked(of, [ana, bojan], days=JUNE, by=milica)

    first, again, others = take(ana), take(ana), take(bojan)

    assert first == again != others
    assert Credential.objects.count() == DaysCredential.objects.count() == 2
    # They achieved the same, so it is described once.
    assert Achievement.objects.get() == first.achievement == others.achievement
    assert [one.holder for one in (first, others)] == [ana.person, bojan.person]


def test_somebody_who_worked_no_day_takes_none_of_another_s() -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    register_of_days()
    worked(of, [ana], days=JUNE, by=milica)
    for year in (2026, 2025, 0, 99999):
        with pytest.raises(actions.NoDaysToCertify):
            take(bojan, year=year)
    assert queries.offers_of(bojan.person, year=2026, at=timezone.now()) == []
    assert [offer.counted.days for offer in queries.offers_of(ana.person, year=2026, at=timezone.now())] == [3]


def test_more_days_make_a_new_one_in_the_place_of_the_old(july_morning: time_machine.Traveller) -> None:
    of, milica, [ana] = employer_with_crew(1)
    register_of_days()
    worked(of, [ana], days=JUNE, by=milica)
    old = take(ana)
    engagement(of, ana, on=TODAY, by=milica)
    assert take(ana) == old
    july_morning.shift(A_DAY)

    new = take(ana)

    old.refresh_from_db()
    assert (old.is_withdrawn, old.withdrawn_because) == (True, "A newer credential of the same year counts more days.")
    assert achieved(new)["name"] == "Seasonal work in 2026: 4 days"
    assert [one.credential for one in queries.days_credentials_of(ana.person)] == [new]
    assert take(ana) == new


def test_what_the_register_has_taken_back_is_not_taken_again_by_oneself() -> None:
    of, milica, [ana] = employer_with_crew(1)
    register_of_days()
    worked(of, [ana], days=JUNE[:2], by=milica)
    withdraw_credential(take(ana), because="These days are being looked into.", by=None)
    worked(of, [ana], days=JUNE[2:], by=milica)
    with pytest.raises(actions.DaysTakenBack):
        take(ana)
    [offer] = queries.offers_of(ana.person, year=2026, at=timezone.now())
    assert offer.was_taken_back


# --- who certifies ------------------------------------------------------------------------------------------------


def test_only_a_register_with_a_tax_office_and_a_key_certifies() -> None:
    of, milica, [ana] = employer_with_crew(1)
    worked(of, [ana], days=JUNE, by=milica)
    with pytest.raises(actions.NobodyCertifiesDays):
        take(ana)
    register = register_of_days()
    for field, value in (("is_register", False), ("accreditation", None)):
        held = getattr(register, field)
        type(register).objects.filter(pk=register.pk).update(**{field: value})
        assert queries.register_of("RS") is None
        type(register).objects.filter(pk=register.pk).update(**{field: held})
    assert queries.register_of("RS") == register
    held_role = register.organisation.memberships.filter(role="seasonal.tax-office")
    assert held_role.update(role="seasonal.clerk") == 1
    assert queries.register_of("RS") is None
    assert register.organisation.memberships.update(role="seasonal.tax-office") == 1
    taken = take(ana)
    revoke_key(register.keys.get(), because=RevocationReason.LOST, by=None)
    assert queries.register_of("RS") is None
    assert take(ana) == taken


# --- corrections --------------------------------------------------------------------------------------------------


def test_a_correction_takes_back_what_counts_the_day_and_nothing_else() -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    register_of_days()
    closed = closed_month(of, [ana, bojan], days=JUNE, by=milica)
    of_ana, of_bojan = take(ana), take(bojan)
    struck = Engagement.objects.get(worker=ana, on=JUNE[0])

    actions.correct_month(closed, strike=[struck], because="She did not come.", by=milica)

    for credential in (of_ana, of_bojan):
        credential.refresh_from_db()
    assert (of_ana.is_withdrawn, of_bojan.is_withdrawn) == (True, False)
    assert of_ana.withdrawn_because.startswith("A day that it counted was struck off")
    withdrawal = Event.objects.get(verb="credentials.credential.withdrawn")
    assert withdrawal.actor != reference(milica)
    letter = Letter.objects.get(kind="seasonal.engagement")
    assert letter.person == ana.person
    assert "2026" in letter.body
    assert not queries.days_credentials_of(ana.person).exists()
    assert achieved(take(ana))["name"] == "Seasonal work in 2026: 2 days"


def test_a_day_struck_off_before_it_was_certified_takes_nothing_back() -> None:
    of, milica, [ana] = employer_with_crew(1)
    register_of_days()
    closed = closed_month(of, [ana], days=JUNE, by=milica)
    struck = Engagement.objects.get(worker=ana, on=JUNE[0])
    corrected = actions.correct_month(closed, strike=[struck], because="She did not come.", by=milica)
    taken = take(ana)
    late = date(2026, 6, 20)
    received(of, [ana], on=late, at=time(10, 12), by=milica)
    actions.correct_month(corrected, admit=list(Engagement.objects.filter(on=late)), because="Minutes.", by=milica)
    assert take(ana) == taken
    taken.refresh_from_db()
    assert not taken.is_withdrawn


def test_a_correction_that_is_refused_takes_nothing_back() -> None:
    of, milica, [ana] = employer_with_crew(1)
    register_of_days()
    closed = closed_month(of, [ana], days=JUNE, by=milica)
    taken = take(ana)
    struck = Engagement.objects.get(worker=ana, on=JUNE[0])
    newer = actions.correct_month(closed, strike=[struck], because="She did not come.", by=milica)
    again = take(ana)
    with pytest.raises(actions.ReturnSuperseded):
        actions.correct_month(closed, strike=list(Engagement.objects.filter(on=JUNE[1])), because="Again.", by=milica)
    with pytest.raises(actions.NothingToCorrect):
        actions.correct_month(newer, strike=[struck], because="Once more.", by=milica)
    again.refresh_from_db()
    assert again != taken
    assert not again.is_withdrawn
