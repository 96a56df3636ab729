"""What may be done to an engagement, and the codes that the demo town stores."""

from datetime import UTC, datetime, timedelta

import pytest

from munera.kernel.organisations import demo
from munera.services.seasonal import actions, rules
from munera.services.seasonal.choices import CancelReason
from tests.factories.seasonal import TODAY, employer_with_crew, engagement

TEN = datetime(2026, 7, 14, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_an_engagement_may_be_cancelled_until_the_hour_that_the_rules_name() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=by)

    assert rules.may_cancel(there, at=TEN, until=TEN)
    assert not rules.may_cancel(there, at=TEN + timedelta(seconds=1), until=TEN)


@pytest.mark.django_db
def test_a_cancelled_engagement_may_not_be_cancelled_again() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=by)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by)
    there.refresh_from_db()

    assert not rules.may_cancel(there, at=TEN, until=TEN)


def test_the_demo_town_stores_the_codes_of_these_roles() -> None:
    assert [role.code for role in rules.ROLES] == [demo.EMPLOYER, demo.INSPECTOR, demo.TAX_OFFICE, demo.CLERK]
