"""How many days: the last free one is taken, the next is not, whoever asks and in whatever order."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    days_of_year,
    employer_with_crew,
    member_of,
    rules_changed,
    worked_before,
    worker,
)

pytestmark = pytest.mark.django_db

BELGRADE = ZoneInfo("Europe/Belgrade")
NUMBER = "1203990060555"
A_DAY = timedelta(days=1)


def register(of: Organisation, *workers: Worker, on: date = TOMORROW) -> Receipt:
    return actions.register_crew(of, workers, on=on, by=member_of(of), op_id=uuid4())


def used(of: Organisation, who: Worker, on: date = TOMORROW) -> dict[str, int]:
    """By limit, how many days are left beside the one asked about."""
    return {one.limit.id: one.left(who.person_id) for one in queries.limits_used(of, [who.person_id], on)}


def test_the_hundred_and_twentieth_day_with_one_employer_is_the_last() -> None:
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, days_of_year(119), by=by)

    assert used(of, ana)["same_employer"] == 1
    assert register(of, ana).outcome == Outcome.OK
    assert used(of, ana, TOMORROW + A_DAY)["same_employer"] == 0
    over = register(of, ana, on=TOMORROW + A_DAY)

    assert over.outcome == Outcome.LIMIT
    assert over.answers[0]["rule"] == "limit:same_employer"
    assert "bilo bi ih 121 (Sl. glasnik RS 50/2018" in over.answers[0]["sentences"]["sr"]
    assert Engagement.objects.filter(worker=ana).count() == 120


def test_another_shift_of_a_day_that_counts_already_is_free() -> None:
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, [*days_of_year(119), TODAY], by=by)

    second = actions.register_crew(of, [ana], on=TODAY, by=by, op_id=uuid4(), shift="afternoon")

    assert second.outcome == Outcome.OK


def test_a_cancelled_day_gives_its_place_back_and_late_days_take_none(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, days_of_year(119), by=by)
    register(of, ana)
    actions.cancel_crew(of, [ana], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())
    july_morning.move_to(datetime(2026, 7, 14, 12, 0, tzinfo=BELGRADE))
    assert register(of, ana, on=TODAY).outcome == Outcome.LATE

    assert register(of, ana, on=TOMORROW + A_DAY).outcome == Outcome.OK


def test_days_of_last_year_and_of_other_workers_do_not_count() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    worked_before(ana, days_of_year(119), by=by)
    worked_before(ana, [date(2025, 12, 31)], by=by)
    worked_before(bojan, days_of_year(120), by=by)

    assert register(of, ana).outcome == Outcome.OK


def test_a_worker_s_year_counts_over_all_employers() -> None:
    first, second, third = (employer_with_crew(0)[0] for _ in range(3))
    here, there, elsewhere = (worker(of, by=member_of(of), number=NUMBER) for of in (first, second, third))
    worked_before(here, days_of_year(110), by=member_of(first))
    worked_before(there, days_of_year(69, first=date(2026, 4, 21)), by=member_of(second))

    assert used(third, elsewhere)["worker_year"] == 1
    assert register(third, elsewhere).outcome == Outcome.OK
    # The same day at another employer is no further day of the year.
    assert register(second, there).outcome == Outcome.OK
    over = register(first, here, on=TOMORROW + A_DAY)

    assert over.outcome == Outcome.LIMIT
    assert over.answers[0]["rule"] == "limit:worker_year"


def test_an_employer_s_season_ends_with_its_last_day_but_those_days_stay_open() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    worked_before(ana, days_of_year(100), by=by)
    worked_before(bojan, days_of_year(79, first=date(2026, 4, 11)), by=by)

    assert used(of, ana)["employer_season"] == 1
    assert register(of, ana).outcome == Outcome.OK
    assert register(of, bojan).outcome == Outcome.OK
    over = register(of, ana, bojan, on=TOMORROW + A_DAY)

    assert [told.outcome for told in queries.answers_of(over)] == [Outcome.LIMIT, Outcome.LIMIT]
    assert over.answers[0]["rule"] == "limit:employer_season"


def test_a_late_day_is_counted_in_only_if_the_limit_leaves_room(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, days_of_year(119), by=by)
    july_morning.move_to(datetime(2026, 7, 14, 12, 0, tzinfo=BELGRADE))
    late = register(of, ana, on=TODAY).engagements.get()
    assert register(of, ana, on=TOMORROW).outcome == Outcome.OK
    assert actions.assess_waiting_engagements() == 119
    closed = actions.close_month(of, date(2026, 7, 1), by=by)

    with pytest.raises(actions.DayNotAdmitted, match="day-not-admitted") as refused:
        actions.correct_month(closed, admit=[late], because="He was there", by=by)

    assert "at most 120 working days" in str(refused.value.sentence)
    late.refresh_from_db()
    assert late.is_late
    assert queries.newest_return(of, date(2026, 7, 1)) == closed
    there = Engagement.objects.get(worker=ana, on=TOMORROW)
    corrected = actions.correct_month(closed, strike=[there], admit=[late], because="The day before", by=by)
    assert (corrected.version, corrected.person_days) == (2, 1)


def test_a_late_day_of_a_child_is_not_counted_in(july_morning: time_machine.Traveller) -> None:
    of, by, [ana, child] = employer_with_crew(2)
    Worker.objects.filter(pk=child.pk).update(born_on=date(2013, 1, 1))
    register(of, ana, on=TOMORROW)
    july_morning.move_to(datetime(2026, 7, 14, 12, 0, tzinfo=BELGRADE))
    late = register(of, child, on=TODAY).engagements.get()
    closed = actions.close_month(of, date(2026, 7, 1), by=by)

    with pytest.raises(actions.DayNotAdmitted):
        actions.correct_month(closed, admit=[late], because="He was there", by=by)

    late.refresh_from_db()
    assert late.is_late


# --- values that are not known ------------------------------------------------------------------------------------


def test_a_limit_without_a_value_registers_nobody(
    july_morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = rules_changed(
        ("{ from = 2019-01-08, value = 120,", "{ from = 2019-01-08, until = 2026-12-31, value = 120,"),
    )
    monkeypatch.setattr(levies, "rulebook", lambda _name: book)
    of, _by, [ana] = employer_with_crew(1)
    july_morning.move_to(datetime(2026, 12, 15, 9, 0, tzinfo=BELGRADE))

    in_time, beyond = (register(of, ana, on=day) for day in (date(2026, 12, 31), date(2027, 1, 1)))

    assert (in_time.outcome, beyond.outcome) == (Outcome.OK, Outcome.INVALID)
    assert "are not known" in queries.sentence_of_receipt(beyond)


def test_a_price_of_work_that_is_not_known_yet_keeps_nobody_off(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    july_morning.move_to(datetime(2026, 12, 15, 9, 0, tzinfo=BELGRADE))
    terms = {"hours": Decimal(8), "pay_per_hour": Decimal(1)}

    receipt = actions.register_crew(of, [ana], on=date(2027, 1, 4), by=by, op_id=uuid4(), **terms)
    too_long = actions.register_crew(of, [ana], on=date(2027, 1, 5), by=by, op_id=uuid4(), hours=Decimal(13))

    assert (receipt.outcome, too_long.outcome) == (Outcome.OK, Outcome.INVALID)


def test_long_days_of_four_months_are_warned_about_when_the_average_week_grows_too_long() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    worked_before(ana, [TODAY - timedelta(days=back) for back in range(1, 76)], by=by)
    Engagement.objects.filter(worker=ana).update(hours=12)

    found = queries.findings_of_crew(of, [ana, bojan], TODAY, hours=Decimal(12))

    assert [finding.id for finding in found[ana.pk] if finding.effect is levies.Effect.WARN] == ["week_too_long"]
    # 76 days of 12 hours in the 122 days from 15 March to 14 July: 912 hours in 17.43 weeks.
    assert "it would have 52.33" in next(one for one in found[ana.pk] if one.id == "week_too_long").sentences["en"]
    assert "week_too_long" not in [finding.id for finding in found[bojan.pk]]
