"""Several registrations at the same moment: nothing lost, nothing doubled, nobody locked up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connections

from munera.kernel.audit.models import Event
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal
from munera.services.seasonal import actions, queries
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Assessment, Engagement, Receipt, Worker
from tests.factories.seasonal import TOMORROW, employer_with_crew, engagement

# A database in a file or on the server, where one connection can wait for another.
pytestmark = pytest.mark.usefixtures("own_database")

AT_ONCE = 4


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """Run ``work`` in threads that start together; what they return, or the refusal they met."""
    start = Barrier(AT_ONCE)
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

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


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
