"""What is written, what the audit says, and what is refused."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from munera.engines import levies
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Identifier, Person
from munera.kernel.people.rules import InvalidIdentifier
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason, EngagementState, Job, Outcome
from munera.services.seasonal.models import Assessment, Engagement, Receipt, Worker
from tests.engines.levies.shipped import RULES
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    delegate,
    employer,
    employer_with_crew,
    engagement,
    jmbg,
    member_of,
    worked_before,
    worker,
)

pytestmark = pytest.mark.django_db


def story(verb: str) -> list[tuple[str, str, str]]:
    """Who did it, for whom, to what."""
    events = Event.objects.filter(verb=verb).order_by("pk")
    return [(event.actor, event.on_behalf_of, event.object) for event in events]


# --- enrolling ----------------------------------------------------------------------------------------------------


def test_a_worker_is_enrolled_by_number_and_the_number_is_sealed() -> None:
    of = employer()
    by = member_of(of)

    enrolled = actions.enrol_worker(
        of, kind=IdentifierKind.RS_JMBG, number=jmbg(1), name="  Ana   Marković ", job=Job.FRUIT, by=by
    )

    assert (enrolled.employer, enrolled.name, enrolled.job) == (of, "Ana Marković", Job.FRUIT)
    assert jmbg(1) not in Identifier.objects.get(person=enrolled.person).sealed
    assert story("seasonal.worker.enrolled") == [(reference(by), reference(of), reference(enrolled))]


def test_a_number_with_a_wrong_check_digit_is_refused_and_nobody_is_made() -> None:
    of = employer()
    by = member_of(of)
    wrong = jmbg(1)[:-1] + str((int(jmbg(1)[-1]) + 1) % 10)
    people = Person.objects.count()

    with pytest.raises(InvalidIdentifier):
        actions.enrol_worker(of, kind=IdentifierKind.RS_JMBG, number=wrong, name="Ana", job=Job.FRUIT, by=by)

    assert Person.objects.count() == people
    assert not Worker.objects.exists()


def test_the_same_number_is_on_a_list_once_but_on_the_lists_of_two_employers() -> None:
    first, second = employer(), employer()
    ana = worker(first, by=member_of(first), number="1203990060017")

    with pytest.raises(actions.AlreadyInCrew):
        worker(first, by=member_of(first), number="1203990060017")
    elsewhere = worker(second, by=member_of(second), name="A. Marković", number="1203990060017")

    assert elsewhere.person == ana.person
    assert elsewhere.name == "A. Marković"


# --- registering --------------------------------------------------------------------------------------------------


def test_a_crew_of_five_is_registered_with_one_receipt_and_the_levy_to_the_para() -> None:
    of, by, workers = employer_with_crew(5)

    receipt = actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=uuid4())

    registered = list(queries.registered_on(of, TOMORROW))
    assert {one.worker for one in registered} == set(workers)
    assert {one.receipt for one in registered} == {receipt}
    assert [one.assessment.total for one in registered if one.assessment] == [Decimal("615.57")] * 5
    assert queries.total_of(registered) == Decimal("3077.85")
    assert Assessment.objects.count() == 1
    assert story("seasonal.crew.registered") == [(reference(by), reference(of), reference(receipt))]
    [event] = Event.objects.filter(verb="seasonal.crew.registered")
    assert event.details == {
        "on": "2026-07-15",
        "shift": "morning",
        "engagements": sorted(one.pk for one in registered),
        "outcomes": {"ok": 5},
    }


def test_what_was_stored_explains_itself() -> None:
    of, by, [ana] = employer_with_crew(1)

    stored = engagement(of, ana, on=TOMORROW, by=by).assessment

    assert stored is not None
    assert [(line["component"], line["amount"]) for line in stored.result["lines"]] == [
        ("tax", "170.99"),
        ("pension", "410.38"),
        ("health", "34.20"),
    ]
    assert all(used["source"] for line in stored.result["lines"] for used in line["used"])
    assert stored.result["rounding"]["verified"] is False
    assert stored.version == queries.rulebook_of(of).version


def test_the_same_operation_sent_twice_gets_the_same_receipt() -> None:
    of, by, workers = employer_with_crew(2)
    op_id = uuid4()

    first = actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=op_id)
    again = actions.register_crew(of, list(reversed(workers)), on=TOMORROW, by=by, op_id=op_id)

    assert again == first
    assert Engagement.objects.count() == 2
    assert len(story("seasonal.crew.registered")) == 1


def test_the_same_operation_with_another_crew_or_day_is_refused() -> None:
    of, by, workers = employer_with_crew(2)
    op_id = uuid4()
    actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=op_id)

    with pytest.raises(actions.OperationReused):
        actions.register_crew(of, workers[:1], on=TOMORROW, by=by, op_id=op_id)
    with pytest.raises(actions.OperationReused):
        actions.register_crew(of, workers, on=TODAY, by=by, op_id=op_id)

    assert Receipt.objects.count() == 1


def test_an_answer_is_given_again_even_when_the_day_has_passed(july_morning: time_machine.Traveller) -> None:
    of, by, workers = employer_with_crew(1)
    op_id = uuid4()
    receipt = actions.register_crew(of, workers, on=TODAY, by=by, op_id=op_id)

    july_morning.move_to(datetime(2026, 7, 16, 9, 0, tzinfo=ZoneInfo("Europe/Belgrade")))

    assert actions.register_crew(of, workers, on=TODAY, by=by, op_id=op_id) == receipt


def test_who_is_registered_already_stays_so_and_counts_as_success() -> None:
    of, by, workers = employer_with_crew(3)
    actions.register_crew(of, workers[:2], on=TOMORROW, by=by, op_id=uuid4())

    receipt = actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=uuid4())

    assert Engagement.objects.count() == 3
    assert list(receipt.engagements.values_list("worker", flat=True)) == [workers[2].pk]
    assert {one.worker for one in queries.registered_by_receipt(receipt)} == set(workers)


def test_a_stranger_in_the_crew_means_that_nobody_is_registered() -> None:
    of, by, workers = employer_with_crew(2)
    _other, _by, strangers = employer_with_crew(1)

    with pytest.raises(actions.NotOfThisCrew):
        actions.register_crew(of, [*workers, *strangers], on=TOMORROW, by=by, op_id=uuid4())

    assert not Engagement.objects.exists()
    assert not Receipt.objects.exists()


def test_an_empty_crew_is_refused() -> None:
    of, by, _workers = employer_with_crew(1)

    with pytest.raises(actions.NobodyChosen):
        actions.register_crew(of, [], on=TOMORROW, by=by, op_id=uuid4())


@pytest.mark.parametrize("day", [date(2026, 7, 13), date(2025, 7, 15)])
def test_a_day_that_has_passed_is_kept_as_late_and_is_not_registered(day: date) -> None:
    of, by, [ana] = employer_with_crew(1)

    receipt = actions.register_crew(of, [ana], on=day, by=by, op_id=uuid4())

    assert receipt.outcome == Outcome.LATE
    assert list(queries.registered_on(of, day)) == []
    [late] = receipt.engagements.all()
    assert (late.worker, late.on, late.state, late.assessment) == (ana, day, EngagementState.LATE, None)
    assert story("seasonal.operation.changed-nothing") == [(reference(by), reference(of), reference(receipt))]


def test_the_last_day_of_the_second_month_is_open_and_the_next_is_not() -> None:
    of, by, workers = employer_with_crew(1)

    for day in (TODAY, date(2026, 9, 30)):
        assert actions.register_crew(of, workers, on=day, by=by, op_id=uuid4()).outcome == Outcome.OK
    refused = actions.register_crew(of, workers, on=date(2026, 10, 1), by=by, op_id=uuid4())

    assert refused.outcome == Outcome.INVALID
    assert "30 September 2026" in queries.sentence_of_receipt(refused)
    assert not refused.engagements.exists()


def test_the_day_is_that_of_the_country_not_of_greenwich(july_morning: time_machine.Traveller) -> None:
    of, by, workers = employer_with_crew(1)
    july_morning.move_to(datetime(2026, 7, 15, 0, 30, tzinfo=ZoneInfo("Europe/Belgrade")))

    assert actions.register_crew(of, workers, on=TODAY, by=by, op_id=uuid4()).outcome == Outcome.LATE
    assert actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=uuid4()).outcome == Outcome.OK


@pytest.mark.parametrize(
    ("shift", "last_moment"),
    [("morning", datetime(2026, 7, 14, 10, 0)), ("afternoon", datetime(2026, 7, 14, 15, 0))],  # noqa: DTZ001
)
def test_a_shift_is_open_until_its_hour_and_not_a_second_longer(
    july_morning: time_machine.Traveller, shift: str, last_moment: datetime
) -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    at = last_moment.replace(tzinfo=ZoneInfo("Europe/Belgrade"))

    july_morning.move_to(at, tick=False)
    in_time = actions.register_crew(of, [ana], on=TODAY, by=by, op_id=uuid4(), shift=shift)
    july_morning.move_to(at + timedelta(seconds=1), tick=False)
    late = actions.register_crew(of, [bojan], on=TODAY, by=by, op_id=uuid4(), shift=shift)

    assert (in_time.outcome, late.outcome) == (Outcome.OK, Outcome.LATE)
    assert [one.worker for one in queries.registered_on(of, TODAY)] == [ana]


def test_two_engagements_of_one_worker_in_one_shift_are_impossible_in_the_database() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=by)

    there.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        there.save(force_insert=True)


def test_a_delegate_is_noted_with_both_names() -> None:
    of, milica, workers = employer_with_crew(1)
    jelena = delegate(of, given_by=milica)

    receipt = actions.register_crew(of, workers, on=TOMORROW, by=jelena, op_id=uuid4())

    assert receipt.received_from == jelena
    assert story("seasonal.crew.registered") == [(reference(jelena), reference(of), reference(receipt))]


def test_receipt_numbers_find_a_slip_of_the_tongue() -> None:
    of, by, workers = employer_with_crew(1)

    number = actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=uuid4()).number

    year, running, check = number.split("-")
    assert int(year + running + check) % 97 == 1
    assert year == "2026"


# --- rules that are not known yet ---------------------------------------------------------------------------------


def test_a_day_whose_rates_are_not_known_is_registered_and_assessed_later(
    july_morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, by, workers = employer_with_crew(2)
    july_morning.move_to(datetime(2026, 12, 15, 9, 0, tzinfo=ZoneInfo("Europe/Belgrade")))
    january = date(2027, 1, 4)

    actions.register_crew(of, workers, on=january, by=by, op_id=uuid4())

    assert [one.assessment for one in queries.registered_on(of, january)] == [None, None]
    assert actions.assess_waiting_engagements() == 0
    assert queries.month_of(of, date(2027, 1, 1)).without_levy == 2

    with_2027(monkeypatch)
    assert actions.assess_waiting_engagements() == 2
    assert [one.assessment.total for one in queries.registered_on(of, january) if one.assessment] == [
        Decimal("720.00"),
        Decimal("720.00"),
    ]
    assert actions.assess_waiting_engagements() == 0
    assert len(story("seasonal.engagement.assessed")) == 2


def test_days_that_ask_the_same_share_the_answer_and_those_whose_rates_are_unknown_go_on_waiting() -> None:
    january = date(2027, 1, 4)
    of, by, [ana, bojan] = employer_with_crew(2)
    other, clerk, [dragan] = employer_with_crew(1)
    for who, days, actor in ((ana, [TODAY], by), (bojan, [january], by), (dragan, [TODAY, january], clerk)):
        worked_before(who, days, by=actor)

    assert actions.assess_waiting_engagements() == 2

    assert set(queries.awaiting_levy().values_list("worker", "on")) == {(bojan.pk, january), (dragan.pk, january)}
    [levy] = Assessment.objects.all()
    assert [queries.registered_on(one, TODAY).get().assessment for one in (of, other)] == [levy, levy]
    assert len(story("seasonal.engagement.assessed")) == 2


def with_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which somebody enters the values of the new year: a base of 60,000."""
    text = RULES
    for value, series in (("51297", "60000"), ("24", "24")):
        line = next(one for one in text.splitlines() if f"2026-12-31, value = {value}," in one)
        new = line.replace("2026-01-01", "2027-01-01").replace("2026-12-31", "2027-12-31").replace(value, series)
        text = text.replace(line, f"{line}\n{new}")
    book = levies.read_rulebook(text, file="rs.toml")
    monkeypatch.setattr(levies, "rulebook", lambda _name: book)


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_a_day_is_cancelled_for_rain_and_the_row_tells_when_by_whom_and_why() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=by)

    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by)

    there.refresh_from_db()
    assert (there.state, there.cancel_reason, there.cancelled_by) == (EngagementState.CANCELLED, CancelReason.RAIN, by)
    assert there.cancelled_at is not None
    assert list(queries.registered_on(of, TOMORROW)) == []
    assert story("seasonal.engagement.cancelled") == [(reference(by), reference(of), reference(there))]


def test_cancelling_twice_is_refused_and_noted_once() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=by)
    actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by)

    with pytest.raises(actions.AlreadyCancelled):
        actions.cancel_engagement(there, reason=CancelReason.ABSENT, by=by)

    there.refresh_from_db()
    assert there.cancel_reason == CancelReason.RAIN
    assert len(story("seasonal.engagement.cancelled")) == 1


def test_a_cancelled_day_can_be_registered_again() -> None:
    of, by, [ana] = employer_with_crew(1)
    rained_off = engagement(of, ana, on=TOMORROW, by=by)
    actions.cancel_engagement(rained_off, reason=CancelReason.RAIN, by=by)

    again = engagement(of, ana, on=TOMORROW, by=by)

    assert again.pk != rained_off.pk
    assert Engagement.objects.count() == 2


def test_a_day_can_be_cancelled_until_the_hour_of_the_law_and_not_after(july_morning: time_machine.Traveller) -> None:
    of, by, workers = employer_with_crew(2)
    first, second = (engagement(of, one, on=TODAY, by=by) for one in workers)
    july_morning.move_to(datetime(2026, 7, 14, 10, 0, tzinfo=ZoneInfo("Europe/Belgrade")), tick=False)
    actions.cancel_engagement(first, reason=CancelReason.ABSENT, by=by)
    july_morning.move_to(datetime(2026, 7, 14, 10, 1, tzinfo=ZoneInfo("Europe/Belgrade")))

    with pytest.raises(actions.TooLateToCancel):
        actions.cancel_engagement(second, reason=CancelReason.ABSENT, by=by)

    second.refresh_from_db()
    assert second.is_registered
