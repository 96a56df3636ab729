"""Several registrations at the same moment: nothing lost, nothing doubled, nobody locked up."""

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from threading import Event as Signal
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from munera.kernel.audit.models import Event
from munera.kernel.credentials.actions import withdraw_credential
from munera.kernel.credentials.actions.withdrawing import AlreadyWithdrawn
from munera.kernel.credentials.models import Achievement, Credential
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal
from munera.services.seasonal import actions, queries
from munera.services.seasonal.actions.holding import hold_employer
from munera.services.seasonal.choices import CancelReason, EngagementState, Outcome
from munera.services.seasonal.models import Assessment, DaysCredential, Engagement, MonthlyReturn, Receipt, Worker
from tests.factories.credentials import achievement, credential
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    closed_month,
    days_of_year,
    employer,
    employer_with_crew,
    engagement,
    member_of,
    register_of_days,
    worked_before,
    worker,
)

# A database in a file or on the server, where one connection can wait for another.
pytestmark = pytest.mark.usefixtures("own_database")

AT_ONCE = 4
JULY = date(2026, 7, 1)


def all_at_once(work: Callable[[int], object], *, threads: int = AT_ONCE) -> list[object]:
    """Run ``work`` in threads that start together; what they return, or the refusal they met."""
    start = Barrier(threads)
    database = connections["default"]

    def run(number: int) -> object:
        connections["default"] = database.copy()
        try:
            start.wait(timeout=20)
            return work(number)
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def outcomes_in(receipts: list[object]) -> list[str]:
    """How each was answered; whoever got no receipt fails the test."""
    assert all(isinstance(receipt, Receipt) for receipt in receipts), receipts
    return [receipt.outcome for receipt in receipts if isinstance(receipt, Receipt)]


def register(of: Organisation, workers: list[Worker], by: Person, op_id: UUID) -> Receipt:
    return actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=op_id)


def test_the_same_form_sent_several_times_at_once_registers_once() -> None:
    of, by, workers = employer_with_crew(5)
    op_id = uuid4()

    receipts = all_at_once(lambda _number: register(of, workers, by, op_id))

    assert receipts == [Receipt.objects.get()] * AT_ONCE
    assert Engagement.objects.count() == 5
    assert Event.objects.filter(verb="seasonal.crew.registered").count() == 1


def test_the_same_crew_from_several_devices_at_once_is_registered_once_and_each_gets_a_receipt() -> None:
    of, by, workers = employer_with_crew(5)

    receipts = all_at_once(lambda _number: register(of, workers, by, uuid4()))

    assert len({receipt.pk for receipt in receipts if isinstance(receipt, Receipt)}) == AT_ONCE
    assert sorted(Engagement.objects.values_list("worker", flat=True)) == sorted(one.pk for one in workers)
    assert Assessment.objects.count() == 1


def test_crews_that_overlap_in_any_order_wait_for_each_other_and_all_succeed() -> None:
    of, by, workers = employer_with_crew(8)
    crews = [workers[:6], workers[:1:-1], workers[3:], list(reversed(workers))]

    receipts = all_at_once(lambda number: register(of, crews[number], by, uuid4()))

    assert all(isinstance(receipt, Receipt) for receipt in receipts), receipts
    assert Engagement.objects.count() == 8


def test_one_form_number_used_for_two_crews_at_once_answers_for_one_and_refuses_the_other() -> None:
    of, by, workers = employer_with_crew(8)
    op_id = uuid4()

    outcomes = all_at_once(lambda number: register(of, workers[number * 2 : number * 2 + 2], by, op_id))

    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, actions.OperationReused) for outcome in outcomes) == AT_ONCE - 1
    assert Engagement.objects.count() == 2


def test_a_day_cancelled_several_times_at_once_is_cancelled_once() -> None:
    of, by, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=by)

    outcomes = all_at_once(lambda _number: actions.cancel_engagement(there, reason=CancelReason.RAIN, by=by))

    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, actions.AlreadyCancelled) for outcome in outcomes) == AT_ONCE - 1
    assert Event.objects.filter(verb="seasonal.engagement.cancelled").count() == 1


def test_the_same_worker_enrolled_several_times_at_once_is_on_the_list_once() -> None:
    of, by, _crew = employer_with_crew(0)

    outcomes = all_at_once(
        lambda _number: actions.enrol_worker(
            of, kind="rs-ebs", number="1203990060099", name="Ana Marković", job="fruit", by=by
        )
    )

    assert [one.pk for one in queries.crew_of(of)] == [one.pk for one in outcomes if isinstance(one, Worker)]
    assert sum(isinstance(outcome, actions.AlreadyInCrew) for outcome in outcomes) == AT_ONCE - 1


# --- limits -------------------------------------------------------------------------------------------------------


def test_eight_employers_at_once_get_the_one_day_that_a_worker_has_left() -> None:
    farms = [employer() for _ in range(8)]
    hands = [member_of(farm) for farm in farms]
    numbers = [str(1203990061000 + one) for one in range(3)]
    crews = [[worker(farm, by=by, number=one) for one in numbers] for farm, by in zip(farms, hands, strict=True)]
    for who in crews[0]:
        worked_before(who, days_of_year(90), by=hands[0])
    for who in crews[1]:
        worked_before(who, days_of_year(89, first=date(2026, 4, 1)), by=hands[1])

    # Each farm wants another day: on one day eight farms would use up but one.
    receipts = all_at_once(
        lambda number: actions.register_crew(
            farms[number], crews[number], on=TOMORROW + timedelta(days=number), by=hands[number], op_id=uuid4()
        ),
        threads=8,
    )

    told = [
        told.outcome for receipt in receipts if isinstance(receipt, Receipt) for told in queries.answers_of(receipt)
    ]
    assert Counter(told) == {Outcome.OK: 3, Outcome.LIMIT: 21}, receipts
    assert [queries.worked_days(who.person_id, year=2026) for who in crews[0]] == [180, 180, 180]


def test_the_last_day_with_one_employer_is_given_once_to_several_devices() -> None:
    of, by, workers = employer_with_crew(3)
    for who in workers:
        worked_before(who, days_of_year(119), by=by)

    outcomes_in(
        all_at_once(
            lambda number: actions.register_crew(
                of, workers, on=TOMORROW + timedelta(days=number), by=by, op_id=uuid4()
            ),
            threads=8,
        )
    )

    counted = Counter(Engagement.objects.filter(state=EngagementState.REGISTERED).values_list("worker", flat=True))
    assert counted == {who.pk: 120 for who in workers}


def test_the_last_day_of_an_employer_s_season_is_given_once() -> None:
    of, by, [ana, *others] = employer_with_crew(5)
    worked_before(ana, days_of_year(110), by=by)
    worked_before(others[0], days_of_year(69, first=date(2026, 4, 21)), by=by)

    told = outcomes_in(
        all_at_once(
            lambda number: actions.register_crew(
                of, [others[number]], on=TOMORROW + timedelta(days=number), by=by, op_id=uuid4()
            )
        )
    )

    assert Counter(told) == {Outcome.OK: 1, Outcome.LIMIT: AT_ONCE - 1}
    season = Engagement.objects.filter(employer=of, state=EngagementState.REGISTERED).values("on").distinct()
    assert season.count() == 180


# --- order of locks -----------------------------------------------------------------------------------------------


def test_the_same_people_at_many_employers_in_any_order_lock_nobody_up() -> None:
    """Each thread registers, for its own employer, crews of people that all others want as well, in its own order."""
    farms = [employer() for _ in range(8)]
    hands = [member_of(farm) for farm in farms]
    numbers = [str(1203990062000 + one) for one in range(6)]
    crews = [[worker(farm, by=by, number=one) for one in numbers] for farm, by in zip(farms, hands, strict=True)]

    def work(number: int) -> list[Receipt]:
        order = random.Random(number)
        return [
            actions.register_crew(
                farms[number],
                order.sample(crews[number], k=5),
                on=TOMORROW + timedelta(days=later),
                by=hands[number],
                op_id=uuid4(),
            )
            for later in range(4)
        ]

    receipts = all_at_once(work, threads=8)

    assert [len(made) for made in receipts if isinstance(made, list)] == [4] * 8, receipts
    assert Engagement.objects.count() == 8 * 4 * 5
    assert {one.state for one in Engagement.objects.all()} == {EngagementState.REGISTERED}


def test_who_waited_for_the_employer_judges_by_the_papers_that_were_noted_meanwhile() -> None:
    of, by, (young,) = employer_with_crew(1)
    Worker.objects.filter(pk=young.pk).update(born_on=TODAY.replace(year=TODAY.year - 16))
    is_held = Signal()

    def work(number: int) -> object:
        if number == 1:
            assert is_held.wait(timeout=20)
            return register(of, [young], by, uuid4())
        with transaction.atomic():
            hold_employer(of)
            is_held.set()
            # So long that the other one has begun, and waits.
            time.sleep(0.5)
            actions.note_papers(young, consent_seen_on=TODAY, medical_finding_seen_on=TODAY, by=by)
        return None

    _noted, receipt = all_at_once(work, threads=2)

    assert outcomes_in([receipt]) == [Outcome.OK], receipt


def test_taking_off_and_putting_on_again_at_once_leaves_each_worker_on_once_or_off() -> None:
    of, by, workers = employer_with_crew(4)
    register(of, workers, by, uuid4())

    def work(number: int) -> list[Receipt]:
        return [
            actions.cancel_crew(of, workers, on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())
            if (number + step) % 2
            else register(of, workers, by, uuid4())
            for step in range(4)
        ]

    receipts = [one for made in all_at_once(work) if isinstance(made, list) for one in made]

    assert len(receipts) == AT_ONCE * 4
    for who in workers:
        rows = Engagement.objects.filter(worker=who)
        answers = [next(told for told in queries.answers_of(one) if told.worker == who.pk) for one in receipts]
        put_on = 1 + sum(told.outcome is Outcome.OK for told, one in zip(answers, receipts, strict=True) if on(one))
        taken_off = sum(told.outcome is Outcome.OK for told, one in zip(answers, receipts, strict=True) if not on(one))
        assert rows.count() == put_on
        assert rows.filter(state=EngagementState.CANCELLED).count() == taken_off
        assert rows.filter(state=EngagementState.REGISTERED).count() == put_on - taken_off in (0, 1)


def on(receipt: Receipt) -> bool:
    return receipt.kind == "register"


# --- months -------------------------------------------------------------------------------------------------------


def test_a_month_closed_while_crews_are_registered_declares_all_that_were_told_they_are() -> None:
    of, by, workers = employer_with_crew(9)
    register(of, workers[:1], by, uuid4())

    def work(number: int) -> object:
        if number == 0:
            return actions.close_month(of, JULY, by=by)
        return register(of, [workers[number]], by, uuid4())

    _closed, *receipts = all_at_once(work, threads=9)

    told = Counter(outcomes_in(receipts))
    assert set(told) <= {Outcome.OK, Outcome.CLOSED}
    closed = MonthlyReturn.objects.get()
    assert closed.person_days == 1 + told[Outcome.OK]
    assert Engagement.objects.filter(state=EngagementState.REGISTERED).count() == closed.person_days
    assert Engagement.objects.filter(state=EngagementState.LATE).count() == told[Outcome.CLOSED]


def test_a_month_closed_several_times_at_once_is_closed_once() -> None:
    of, by, workers = employer_with_crew(2)
    register(of, workers, by, uuid4())

    closings = all_at_once(lambda _number: actions.close_month(of, JULY, by=by))

    assert sum(isinstance(one, MonthlyReturn) for one in closings) == 1
    assert sum(isinstance(one, actions.AlreadyClosed) for one in closings) == AT_ONCE - 1
    assert Event.objects.filter(verb="seasonal.month.closed").count() == MonthlyReturn.objects.count() == 1


def test_of_several_corrections_at_once_one_holds_and_the_others_begin_anew() -> None:
    of, by, workers = employer_with_crew(4)
    register(of, workers, by, uuid4())
    closed = actions.close_month(of, JULY, by=by)
    days = list(Engagement.objects.order_by("pk"))

    corrections = all_at_once(
        lambda number: actions.correct_month(closed, strike=[days[number]], because="Did not come", by=by)
    )

    assert sum(isinstance(one, MonthlyReturn) for one in corrections) == 1
    assert sum(isinstance(one, actions.ReturnSuperseded) for one in corrections) == AT_ONCE - 1
    assert Engagement.objects.filter(state=EngagementState.REGISTERED).count() == 3
    assert [one.version for one in MonthlyReturn.objects.order_by("version")] == [1, 2]


def test_levies_that_waited_are_reckoned_while_crews_are_registered() -> None:
    of, by, workers = employer_with_crew(6)
    for who in workers[:3]:
        worked_before(who, [TODAY], by=by)

    def work(number: int) -> object:
        if number == 0:
            return actions.assess_waiting_engagements()
        return register(of, workers[number:], by, uuid4())

    waited, *receipts = all_at_once(work)

    assert waited == 3
    assert all(isinstance(receipt, Receipt) for receipt in receipts), receipts
    assert not queries.awaiting_levy().exists()


# --- certified days -----------------------------------------------------------------------------------------------

JUNE = (date(2026, 6, 1), date(2026, 6, 2))


def test_days_taken_along_several_times_at_once_are_certified_once() -> None:
    register_of_days()
    _of, by, [ana] = employer_with_crew(1)
    worked_before(ana, JUNE, by=by)

    taken = all_at_once(lambda _number: take(ana))

    assert taken == [Credential.objects.get()] * AT_ONCE
    assert DaysCredential.objects.count() == 1


def test_workers_with_the_same_days_take_them_along_at_once_and_each_gets_their_own() -> None:
    register_of_days()
    _of, by, workers = employer_with_crew(AT_ONCE)
    for worker_of_crew in workers:
        worked_before(worker_of_crew, JUNE, by=by)

    taken = all_at_once(lambda number: take(workers[number]))

    assert [one.holder for one in taken if isinstance(one, Credential)] == [one.person for one in workers]
    assert Achievement.objects.count() == 1


def test_a_day_struck_off_while_it_is_certified_is_left_in_no_credential_that_stands() -> None:
    register_of_days()
    of, by, workers = employer_with_crew(AT_ONCE)
    closed = closed_month(of, workers, days=JUNE, by=by)
    before = take(workers[0])
    struck = list(Engagement.objects.filter(on=JUNE[0]))

    def take_or_strike(number: int) -> object:
        if number == 0:
            return actions.correct_month(closed, strike=struck, because="Hail.", by=by)
        return take(workers[number])

    done = all_at_once(take_or_strike)

    assert isinstance(done[0], MonthlyReturn)
    assert all(isinstance(one, Credential) for one in done[1:]), done
    before.refresh_from_db()
    assert before.is_withdrawn
    standing = [set(one.engagements) for one in DaysCredential.objects.filter(ended_at=None)]
    assert not set.union(set(), *standing) & {one.pk for one in struck}
    assert Credential.objects.filter(withdrawn_at=None).count() == len(standing)


def test_a_newer_credential_and_a_withdrawal_by_the_register_wait_for_each_other() -> None:
    """Whatever comes first, nobody is locked up, and one stands at most."""
    register = register_of_days()
    _of, by, [ana] = employer_with_crew(1)
    worked_before(ana, JUNE[:1], by=by)
    old = take(ana)
    worked_before(ana, JUNE[1:], by=by)
    others = [credential(of=achievement(register, skills=0)) for _number in range(2)]

    def take_or_withdraw(number: int) -> object:
        if number == 0:
            return take(ana)
        withdraw_credential([old, *others][number - 1], because="A slip.", by=None)
        return None

    done = all_at_once(take_or_withdraw)

    assert isinstance(done[0], Credential | actions.DaysTakenBack), done
    assert isinstance(done[1], AlreadyWithdrawn | None), done
    assert done[2:] == [None, None]
    old.refresh_from_db()
    assert old.is_withdrawn
    assert DaysCredential.objects.filter(ended_at=None).count() == 1


def take(who: Worker) -> Credential:
    return actions.take_days_credential(who.person, year=2026, country="RS", by=who.person)
