"""What may be done to an engagement, and the codes that the demo town stores."""

from datetime import date

import pytest

from munera.kernel.organisations import demo
from munera.services.seasonal import actions, rules
from munera.services.seasonal.choices import CancelReason
from tests.factories.seasonal import TODAY, TOMORROW, employer_with_crew, engagement


@pytest.mark.django_db
def test_an_engagement_may_be_cancelled_until_its_day_has_ended() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=by)

    assert rules.may_cancel(there, today=date(2026, 7, 13))
    assert rules.may_cancel(there, today=TODAY)
    assert not rules.may_cancel(there, today=TOMORROW)


@pytest.mark.django_db
def test_a_cancelled_engagement_may_not_be_cancelled_again() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=by)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by)
    there.refresh_from_db()

    assert not rules.may_cancel(there, today=TODAY)


def test_the_demo_town_stores_the_codes_of_these_roles() -> None:
    assert (rules.EMPLOYER.code, rules.INSPECTOR.code) == (demo.EMPLOYER, demo.INSPECTOR)
