"""Exact sets, exact sums, and as many questions to the database for three rows as for one."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.queries import OpenDays
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    crew,
    delegate,
    employer,
    employer_with_crew,
    engagement,
    member_of,
    person,
    worker,
)

pytestmark = pytest.mark.django_db


def test_employers_are_one_s_own_and_those_that_asked_one_to_act() -> None:
    garden, orchard, _stranger = employer(), employer(), employer()
    milica, dragan = member_of(garden), member_of(orchard)
    jelena = delegate(garden, given_by=milica)

    assert list(queries.employers_of(milica)) == [garden]
    assert list(queries.employers_of(dragan)) == [orchard]
    assert list(queries.employers_of(jelena)) == [garden]
    assert list(queries.employers_of(person())) == []


def test_engagements_are_those_of_the_given_employers_cancelled_ones_included() -> None:
    garden, milica, [ana, bojan] = employer_with_crew(2)
    orchard, dragan, [stefan] = employer_with_crew(1)
    first = engagement(garden, ana, on=TODAY, by=milica)
    second = engagement(garden, bojan, on=TOMORROW, by=milica)
    actions.cancel_engagement(second, reason=CancelReason.RAIN, by=milica)
    theirs = engagement(orchard, stefan, on=TODAY, by=dragan)

    assert list(queries.engagements_of(queries.employers_of(milica))) == [second, first]
    assert list(queries.engagements_of(queries.employers_of(dragan))) == [theirs]
    assert list(queries.registered_on(garden, TOMORROW)) == []


def test_free_are_those_of_the_crew_who_are_not_registered_for_the_day() -> None:
    of, by, [ana, bojan, vesna] = employer_with_crew(3)
    engagement(of, ana, on=TOMORROW, by=by)
    engagement(of, bojan, on=TODAY, by=by)
    rained_off = engagement(of, vesna, on=TOMORROW, by=by)
    actions.cancel_engagement(rained_off, reason=CancelReason.RAIN, by=by)

    assert list(queries.free_on(of, TOMORROW, shift="morning")) == [bojan, vesna]


def test_the_last_crew_is_that_of_the_last_day_of_work_however_long_ago() -> None:
    of, by, [ana, bojan, vesna] = employer_with_crew(3)
    actions.register_crew(of, [ana, bojan], on=TODAY, by=by, op_id=uuid4())
    engagement(of, vesna, on=date(2026, 8, 1), by=by)

    assert queries.last_crew_before(of, date(2026, 7, 31)) == {ana.pk, bojan.pk}
    assert queries.last_crew_before(of, date(2026, 8, 3)) == {vesna.pk}
    assert queries.last_crew_before(of, TODAY) == set()


def test_own_days_are_a_worker_s_days_with_every_employer_and_nobody_else_s() -> None:
    garden, milica, [ana, _bojan] = employer_with_crew(2)
    orchard = employer()
    dragan = member_of(orchard)
    number = "1203990069999"
    here = worker(garden, by=milica, number=number)
    there = worker(orchard, by=dragan, number=number)
    engagement(garden, ana, on=TODAY, by=milica)
    first = engagement(garden, here, on=TODAY, by=milica)
    second = engagement(orchard, there, on=TOMORROW, by=dragan)

    assert list(queries.own_days(here.person)) == [second, first]


def test_open_days_reach_from_today_to_the_end_of_the_second_month_ahead() -> None:
    days = queries.open_days(employer(), today=TODAY)

    assert days == OpenDays(TODAY, date(2026, 9, 30))
    assert TODAY in days
    assert date(2026, 7, 13) not in days
    assert date(2026, 10, 1) not in days


# --- why a levy is what it is -------------------------------------------------------------------------------------


def test_a_levy_names_its_lines_and_sources_in_the_reader_s_language() -> None:
    of, by, [ana] = employer_with_crew(1)
    stored = engagement(of, ana, on=TOMORROW, by=by).assessment
    assert stored is not None

    english = queries.levy_of(stored, of)
    with translation.override("sr-latn"):
        serbian = queries.levy_of(stored, of)

    assert [(line.name, line.amount) for line in english.lines] == [
        ("Income tax", Decimal("170.99")),
        ("Pension and disability insurance", Decimal("410.38")),
        ("Health insurance for injury at work", Decimal("34.20")),
    ]
    assert serbian.lines[0].name == "Porez na dohodak"
    assert english.total == Decimal("615.57")
    assert [value.name for value in english.values if not value.verified] == [
        "Rate of health insurance for injury at work"
    ]
    assert not english.verified
    assert not english.rounding_verified


def test_the_levy_of_a_day_can_be_shown_before_anybody_is_registered_unless_it_is_unknown() -> None:
    of = employer()

    known = queries.levy_on(of, TOMORROW)

    assert known is not None
    assert known.total == Decimal("615.57")
    assert queries.levy_on(of, date(2027, 1, 1)) is None
    assert queries.levy_on(of, date(2018, 12, 31)) is None


# --- a month ------------------------------------------------------------------------------------------------------


def test_a_month_is_the_sum_of_its_registered_days_by_day_and_by_worker() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    actions.register_crew(of, [ana, bojan], on=TODAY, by=by, op_id=uuid4())
    engagement(of, ana, on=TOMORROW, by=by)
    rained_off = engagement(of, bojan, on=TOMORROW, by=by)
    actions.cancel_engagement(rained_off, reason=CancelReason.RAIN, by=by)
    engagement(of, ana, on=date(2026, 8, 1), by=by)

    july = queries.month_of(of, date(2026, 7, 1))

    assert [(day.on, day.people, day.total) for day in july.days] == [
        (TODAY, 2, Decimal("1231.14")),
        (TOMORROW, 1, Decimal("615.57")),
    ]
    assert [(row.worker, row.days, row.total) for row in july.workers] == [
        (ana, 2, Decimal("1231.14")),
        (bojan, 1, Decimal("615.57")),
    ]
    assert july.amounts == (Decimal("512.97"), Decimal("1231.14"), Decimal("102.60"))
    assert sum(july.amounts) == july.total == Decimal("1846.71")
    assert (july.person_days, july.without_levy, july.rounding_difference) == (3, 0, 0)
    assert not july.verified


def test_a_month_without_anybody_owes_nothing() -> None:
    month = queries.month_of(employer(), date(2026, 7, 1))

    assert (month.days, month.workers, month.total, month.person_days) == ((), (), 0, 0)


def test_the_month_of_another_employer_stays_its_own() -> None:
    garden, milica, [ana] = employer_with_crew(1)
    engagement(garden, ana, on=TODAY, by=milica)

    assert queries.month_of(employer(), date(2026, 7, 1)).days == ()


def test_a_month_changes_when_somebody_is_registered_or_cancelled_and_not_otherwise() -> None:
    of, by, [ana] = employer_with_crew(1)
    july = date(2026, 7, 1)
    assert queries.last_change_of_month(of, july) is None

    there = engagement(of, ana, on=TODAY, by=by)
    registered_at = queries.last_change_of_month(of, july)
    engagement(of, ana, on=date(2026, 8, 1), by=by)
    assert queries.last_change_of_month(of, july) == registered_at

    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by)
    assert queries.last_change_of_month(of, july) == there_cancelled_at(there.pk)


def there_cancelled_at(number: int) -> object:
    return queries.engagements_of(Organisation.objects.all()).get(pk=number).cancelled_at


# --- the number of questions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", ["crew", "month", "day", "own"])
def test_three_rows_ask_as_many_questions_as_one(read: str) -> None:
    of, by, workers = employer_with_crew(1)
    actions.register_crew(of, workers, on=TODAY, by=by, op_id=uuid4())
    with_one = questions(read, of)
    more = crew(of, by=by, people=2)
    actions.register_crew(of, more, on=TODAY, by=by, op_id=uuid4())
    actions.register_crew(of, [*workers, *more], on=TOMORROW, by=by, op_id=uuid4())

    assert questions(read, of) == with_one


def questions(read: str, of: Organisation) -> int:
    with CaptureQueriesContext(connection) as asked:
        if read == "crew":
            [[number.kind for number in one.person.identifiers.all()] for one in queries.crew_of(of)]
        elif read == "month":
            queries.month_of(of, date(2026, 7, 1))
        elif read == "day":
            [(one.worker.name, one.receipt.number, one.assessment) for one in queries.registered_on(of, TODAY)]
        else:
            everyone = queries.engagements_of(Organisation.objects.all())
            [(one.employer.name, one.worker.name, one.receipt.number) for one in everyone]
    return len(asked)
