"""The demo town's crews, built by the same actions as everybody's; tomorrow is left to the visitor."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from munera.kernel.organisations.demo import build_town
from munera.services.seasonal import demo, queries
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.factories.seasonal import TODAY, TOMORROW

pytestmark = pytest.mark.django_db


def test_building_twice_on_one_day_changes_nothing() -> None:
    demo.build(build_town(), days_behind=20)
    built = [list(model.objects.order_by("pk").values()) for model in (Worker, Receipt, Engagement)]

    demo.build(build_town(), days_behind=20)

    assert [list(model.objects.order_by("pk").values()) for model in (Worker, Receipt, Engagement)] == built


def test_milica_finds_five_ticked_and_nobody_registered_for_tomorrow() -> None:
    town = build_town()
    demo.build(town, days_behind=20)
    garden = town.organisations["suncani_vrt"]

    assert timezone.localdate() == TODAY
    assert not queries.registered_on(garden, TOMORROW).exists()
    assert len(queries.last_crew_before(garden, TOMORROW)) == 5
    assert len(queries.month_of(garden, TODAY.replace(day=1)).days) > 3


def test_ana_sees_her_days_and_one_that_the_rain_took() -> None:
    town = build_town()
    demo.build(town, days_behind=20)

    own = queries.own_days(town.people["ana"])

    assert own.exists()
    assert Engagement.objects.filter(cancel_reason="rain").count() == 1


def test_ana_may_take_her_days_along_and_has_not_yet() -> None:
    town = build_town()
    demo.build(town, days_behind=20)

    [offer] = queries.offers_of(town.people["ana"], year=TODAY.year, at=timezone.now())

    assert (offer.register.organisation, offer.taken) == (town.organisations["tax_office"], None)
    assert offer.counted.days > 3


def test_the_town_has_a_season_behind_it() -> None:
    town = build_town()
    demo.build(town)
    garden = town.organisations["suncani_vrt"]
    june = date(2026, 6, 1)

    versions = queries.versions_of(garden, june)
    assert [(one.version, one.closed_by) for one in versions] == [
        (2, town.people["jelena"]),
        (1, town.people["milica"]),
    ]
    assert versions[0].to_pay > 0
    [late] = queries.late_days_of(garden, TODAY.replace(day=1))
    assert (late.worker.name, late.receipt.outcome) == ("Jovana Savić", "late")
    standings = {one.worker.name: one for one in queries.standings_of(garden, queries.crew_of(garden), TOMORROW)}
    steady = standings["Ljiljana Simić"].tightest
    assert steady is not None
    assert steady.are_few
    assert not standings["Luka Ristić"].refusals
    assert {told.rule for told in standings["Teodora Kovač"].refusals} == {
        "minor_without_consent",
        "minor_without_medical_finding",
    }
    assert {crew.name for crew in queries.crews_of(garden)} == {"Prva berba", "Pakovanje"}


def test_the_town_can_be_built_on_a_later_day_and_in_the_next_month(
    july_morning: time_machine.Traveller,
) -> None:
    demo.build(build_town(), days_behind=20)
    for later in ("2026-07-15T09:00:00+02:00", "2026-08-03T09:00:00+02:00"):
        july_morning.move_to(later)
        demo.build(build_town(), days_behind=20)

    garden = build_town().organisations["suncani_vrt"]
    assert [one.version for one in queries.versions_of(garden, date(2026, 7, 1))] == [2, 1]
    assert queries.registered_on(garden, date(2026, 8, 3)).count() == 5
