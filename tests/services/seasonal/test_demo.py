"""The demo town's crews, built by the same actions as everybody's; tomorrow is left to the visitor."""

import pytest
from django.utils import timezone

from munera.kernel.organisations.demo import build_town
from munera.services.seasonal import demo, queries
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.factories.seasonal import TODAY, TOMORROW

pytestmark = pytest.mark.django_db


def test_building_twice_on_one_day_changes_nothing() -> None:
    demo.build(build_town())
    built = [list(model.objects.order_by("pk").values()) for model in (Worker, Receipt, Engagement)]

    demo.build(build_town())

    assert [list(model.objects.order_by("pk").values()) for model in (Worker, Receipt, Engagement)] == built


def test_milica_finds_five_ticked_and_nobody_registered_for_tomorrow() -> None:
    town = build_town()
    demo.build(town)
    garden = town.organisations["suncani_vrt"]

    assert timezone.localdate() == TODAY
    assert not queries.registered_on(garden, TOMORROW).exists()
    assert len(queries.last_crew_before(garden, TOMORROW)) == 5
    assert len(queries.month_of(garden, TODAY.replace(day=1)).days) > 3


def test_ana_sees_her_days_and_one_that_the_rain_took() -> None:
    town = build_town()
    demo.build(town)

    own = queries.own_days(town.people["ana"])

    assert own.exists()
    assert Engagement.objects.filter(cancel_reason="rain").count() == 1
