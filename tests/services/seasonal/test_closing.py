"""Months that are closed: what a return holds, who may close what, corrections of corrections, and odd days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from stdnum.iso7064 import mod_97_10

from munera.engines import levies
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, EngagementState, Outcome
from munera.services.seasonal.models import Engagement, MonthlyReturn, Receipt, Worker
from tests.factories.seasonal import TODAY, TOMORROW, employer_with_crew, rules_changed

pytestmark = pytest.mark.django_db

BELGRADE = ZoneInfo("Europe/Belgrade")
JULY = date(2026, 7, 1)
IN_AUGUST = datetime(2026, 8, 3, 9, 0, tzinfo=BELGRADE)


def register(of: Organisation, by: Person, *workers: Worker, on: date = TODAY, shift: str = "morning") -> Receipt:
    return actions.register_crew(of, workers, on=on, by=by, op_id=uuid4(), shift=shift)


# --- closing ------------------------------------------------------------------------------------------------------


def test_a_closed_month_holds_each_worker_s_days_and_amounts_and_what_is_to_be_paid() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    register(of, by, ana, bojan)
    register(of, by, ana, on=TOMORROW)
    # A second shift of a day is no second levy.
    register(of, by, ana, on=TOMORROW, shift="afternoon")

    closed = actions.close_month(of, JULY, by=by)

    assert (closed.version, closed.person_days, closed.currency) == (1, 3, "RSD")
    assert (closed.total, closed.to_pay) == (Decimal("1846.71"), Decimal("1846.71"))
    assert closed.rows == [
        {"worker": ana.pk, "days": 2, "amounts": {"tax": "341.98", "pension": "820.76", "health": "68.40"}},
        {"worker": bojan.pk, "days": 1, "amounts": {"tax": "170.99", "pension": "410.38", "health": "34.20"}},
    ]
    assert closed.due_on == date(2026, 8, 15)
    assert mod_97_10.is_valid(closed.reference[2:] + closed.reference[:2])
    assert closed.rules_version == queries.rulebook_of(of).version
    [event] = Event.objects.filter(verb="seasonal.month.closed")
    assert (event.actor, event.on_behalf_of, event.object) == (reference(by), reference(of), reference(closed))
    assert event.details == {"month": "2026-07", "person_days": 3, "digest": closed.inputs_digest}


def test_the_digest_names_what_was_declared() -> None:
    digests = set()
    for on in (TODAY, TOMORROW):
        of, by, [ana] = employer_with_crew(1)
        register(of, by, ana, on=on)
        digests.add(actions.close_month(of, JULY, by=by).inputs_digest)
    assert len(digests) == 2


def test_a_month_is_closed_once_not_before_it_begins_and_not_empty() -> None:
    of, by, [ana] = employer_with_crew(1)
    with pytest.raises(actions.NothingToClose):
        actions.close_month(of, JULY, by=by)
    register(of, by, ana)
    with pytest.raises(actions.MonthHasNotBegun):
        actions.close_month(of, date(2026, 8, 1), by=by)
    actions.close_month(of, JULY, by=by)

    with pytest.raises(actions.AlreadyClosed):
        actions.close_month(of, JULY, by=by)

    assert MonthlyReturn.objects.count() == 1


def test_ended_months_close_by_themselves_once_each_and_nobody_did_it(july_morning: time_machine.Traveller) -> None:
    employers = [employer_with_crew(1) for _ in range(3)]
    for of, by, [ana] in employers:
        register(of, by, ana)
        register(of, by, ana, on=date(2026, 8, 3))
    actions.close_month(employers[0][0], JULY, by=employers[0][1])
    assert actions.close_ended_months() == 0
    july_morning.move_to(datetime(2026, 7, 31, 22, 0, 1, tzinfo=UTC))  # a second past midnight in Belgrade

    assert actions.close_ended_months() == 2
    assert actions.close_ended_months() == 0

    assert list(MonthlyReturn.objects.order_by("employer").values_list("month", "closed_by")) == [
        (JULY, employers[0][1].pk),
        (JULY, None),
        (JULY, None),
    ]


# --- correcting ---------------------------------------------------------------------------------------------------


def test_a_correction_of_a_corrected_return_pays_the_difference_each_time(july_morning: time_machine.Traveller) -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    register(of, by, ana, bojan)
    july_morning.move_to(IN_AUGUST)
    late = register(of, by, bojan, on=TOMORROW).engagements.get()
    first = actions.close_month(of, JULY, by=by)

    struck = Engagement.objects.get(worker=ana, on=TODAY)
    second = actions.correct_month(first, strike=[struck], because="Ana was ill", by=by)
    third = actions.correct_month(second, admit=[late], because="Bojan was there", by=by)

    returns = list(queries.returns_of(Organisation.objects.all()))
    assert returns == [third, second, first]
    assert [one.total for one in returns] == [Decimal("1231.14"), Decimal("615.57"), Decimal("1231.14")]
    assert [one.to_pay for one in returns] == [Decimal("615.57"), Decimal("-615.57"), Decimal("1231.14")]
    assert sum(one.to_pay for one in returns) == third.total
    assert len({one.reference for one in returns}) == 3
    assert [one.because for one in returns] == ["Bojan was there", "Ana was ill", ""]
    struck.refresh_from_db()
    assert (struck.state, struck.cancel_reason) == (EngagementState.CANCELLED, CancelReason.CORRECTION)
    late.refresh_from_db()
    assert late.is_registered
    assert late.admitted_at is not None
    corrections = Event.objects.filter(verb="seasonal.month.corrected").order_by("pk")
    assert [(one.details["struck"], one.details["admitted"]) for one in corrections] == [
        ([struck.pk], []),
        ([], [late.pk]),
    ]


def test_a_correction_of_an_older_version_is_refused_and_changes_nothing() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    register(of, by, ana, bojan)
    first = actions.close_month(of, JULY, by=by)
    here, there = Engagement.objects.order_by("pk")
    actions.correct_month(first, strike=[here], because="Ana was ill", by=by)

    with pytest.raises(actions.ReturnSuperseded):
        actions.correct_month(first, strike=[there], because="So was Bojan", by=by)

    there.refresh_from_db()
    assert there.is_registered
    assert MonthlyReturn.objects.count() == 2


def test_a_correction_reaches_only_its_own_month_and_employer() -> None:
    of, by, [ana] = employer_with_crew(1)
    next_door, other, [bojan] = employer_with_crew(1)
    register(of, by, ana)
    register(of, by, ana, on=date(2026, 8, 3))
    register(next_door, other, bojan)
    closed = actions.close_month(of, JULY, by=by)

    foreign = Engagement.objects.filter(on=date(2026, 8, 3)) | Engagement.objects.filter(worker=bojan)
    with pytest.raises(actions.NothingToCorrect):
        actions.correct_month(closed, strike=list(foreign), because="Not mine", by=by)

    assert {one.state for one in foreign.all()} == {EngagementState.REGISTERED}


def test_a_month_may_be_corrected_to_nothing_and_all_of_it_comes_back() -> None:
    of, by, [ana] = employer_with_crew(1)
    register(of, by, ana)
    closed = actions.close_month(of, JULY, by=by)

    corrected = actions.correct_month(closed, strike=[Engagement.objects.get()], because="It rained", by=by)

    assert (corrected.person_days, corrected.total, corrected.to_pay) == (0, Decimal(0), Decimal("-615.57"))


# --- rates that are not known, odd days ---------------------------------------------------------------------------


def test_on_the_first_of_january_without_rates_days_are_registered_and_the_month_waits(
    july_morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, by, [ana] = employer_with_crew(1)
    new_year = date(2027, 1, 1)
    july_morning.move_to(datetime(2027, 1, 1, 8, 0, tzinfo=BELGRADE))
    assert register(of, by, ana, on=new_year).outcome == Outcome.OK
    july_morning.move_to(datetime(2027, 2, 1, 8, 0, tzinfo=BELGRADE))

    with pytest.raises(actions.LevyNotKnown):
        actions.close_month(of, new_year, by=by)
    assert actions.close_ended_months() == 0
    assert not MonthlyReturn.objects.exists()

    monkeypatch.setattr(levies, "rulebook", lambda _name: book_that_reaches_2027())
    assert actions.assess_waiting_engagements() == 1
    assert actions.close_ended_months() == 1
    assert MonthlyReturn.objects.get().total == Decimal("615.57")


def book_that_reaches_2027() -> levies.RuleBook:
    """The day on which somebody enters that base and rate hold for another year."""
    values = ("value = 51297,", 'value = 24, verified = true, source = { en = "Pension and Disability')
    return rules_changed(*((f"until = 2026-12-31, {value}", f"until = 2027-12-31, {value}") for value in values))


def test_the_night_the_clocks_change_is_one_day_and_its_hour_is_that_on_the_wall(
    july_morning: time_machine.Traveller,
) -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    long_day = date(2026, 10, 25)
    july_morning.move_to(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # 02:30, for the first time
    once = register(of, by, ana, on=long_day)
    july_morning.move_to(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # 02:30, for the second
    twice = register(of, by, ana, on=long_day)
    july_morning.move_to(datetime(2026, 10, 25, 9, 0, tzinfo=UTC), tick=False)  # 10:00, already in winter
    in_time = register(of, by, bojan, on=long_day)
    july_morning.move_to(datetime(2026, 10, 25, 9, 0, 1, tzinfo=UTC), tick=False)
    late = actions.cancel_crew(of, [bojan], on=long_day, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    assert [one.outcome for one in (once, twice, in_time, late)] == [
        Outcome.OK,
        Outcome.DUPLICATE,
        Outcome.OK,
        Outcome.LATE,
    ]
    assert queries.registered_on(of, long_day).count() == 2


def test_the_short_night_in_march_costs_nobody_an_hour(july_morning: time_machine.Traveller) -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    short_day = date(2026, 3, 29)
    july_morning.move_to(datetime(2026, 3, 29, 8, 0, tzinfo=UTC), tick=False)  # 10:00, already in summer
    in_time = register(of, by, ana, on=short_day)
    july_morning.move_to(datetime(2026, 3, 29, 8, 0, 1, tzinfo=UTC), tick=False)
    late = register(of, by, bojan, on=short_day)

    assert (in_time.outcome, late.outcome) == (Outcome.OK, Outcome.LATE)


def test_the_twenty_ninth_of_february_is_registered_counted_and_declared(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    Worker.objects.filter(pk=ana.pk).update(born_on=date(2008, 2, 29))
    leap_day = date(2024, 2, 29)
    july_morning.move_to(datetime(2024, 2, 28, 9, 0, tzinfo=BELGRADE))
    minor = register(of, by, ana, on=leap_day)
    Worker.objects.filter(pk=ana.pk).update(consent_seen_on=leap_day, medical_finding_seen_on=leap_day)
    in_time = register(of, by, ana, on=leap_day)
    july_morning.move_to(datetime(2024, 3, 1, 0, 30, tzinfo=BELGRADE))
    assert actions.close_ended_months() == 1

    assert (minor.outcome, in_time.outcome) == (Outcome.INVALID, Outcome.OK)
    closed = MonthlyReturn.objects.get()
    assert (closed.month, closed.person_days, closed.total) == (date(2024, 2, 1), 1, Decimal("481.71"))
    assert closed.due_on == date(2024, 3, 15)
    assert queries.worked_days(ana.person_id, year=2024) == 1


def test_a_range_over_the_leap_day_has_every_day_once(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    july_morning.move_to(datetime(2024, 2, 27, 9, 0, tzinfo=BELGRADE))
    days = [date(2024, 2, 28) + timedelta(days=later) for later in range(3)]
    op_id = uuid4()

    for _again in range(2):
        receipts = actions.register_days(of, [ana], days=days, by=by, op_id=op_id)

    assert [one.on for one in receipts] == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert Engagement.objects.count() == Receipt.objects.count() == 3
    assert set(Engagement.objects.values_list("began_on", flat=True)) == {days[0]}
