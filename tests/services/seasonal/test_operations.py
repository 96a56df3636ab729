"""One press of a button and its answer: every outcome, its sentence, its terms, its trace, and what it costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from munera.engines import levies
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import CancelReason, EngagementState, OperationKind, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from tests.factories.access import key_of, member
from tests.factories.seasonal import (
    TODAY,
    TOMORROW,
    days_of_year,
    employer_with_crew,
    rules_changed,
    worked_before,
    worker,
)

pytestmark = pytest.mark.django_db

BELGRADE = ZoneInfo("Europe/Belgrade")


def asked(*workers: Worker, on: date = TOMORROW, **terms: Any) -> actions.Asked:
    return actions.Asked(uuid4(), on, terms.pop("shift", "morning"), tuple(one.pk for one in workers), **terms)


def outcomes_of(receipt: Receipt) -> list[Outcome]:
    """In the order in which the workers were put on the list."""
    return [told.outcome for told in queries.answers_of(receipt)]


def told(receipt: Receipt) -> dict[str, Any]:
    """What its one audit event says, without day, shift and engagements."""
    [event] = Event.objects.filter(object=reference(receipt))
    return {"verb": event.verb} | {key: event.details[key] for key in ("outcomes", "engagements")}


# --- outcomes -----------------------------------------------------------------------------------------------------


def test_each_worker_is_answered_for_themselves() -> None:
    of, by, [ana, bojan, child] = employer_with_crew(3)
    Worker.objects.filter(pk=child.pk).update(born_on=date(2012, 7, 16))
    worked_before(bojan, days_of_year(120), by=by)
    dragan = worker(of, by=by)
    actions.register_crew(of, [dragan], on=TOMORROW, by=by, op_id=uuid4())

    receipt = actions.answer_operation(of, asked(ana, bojan, child, dragan), by=by).receipt

    assert outcomes_of(receipt) == [Outcome.OK, Outcome.LIMIT, Outcome.INVALID, Outcome.DUPLICATE]
    assert receipt.outcome == Outcome.INVALID
    assert {one.worker for one in queries.registered_on(of, TOMORROW)} == {ana, dragan}
    sentences = [one.sentence for one in queries.answers_of(receipt)]
    assert sentences[0] == ""
    assert "at most 120 working days" in sentences[1]
    assert "it would be 121" in sentences[1]
    assert "Nobody under 15" in sentences[2]
    assert sentences[3] == "Was registered already."
    assert queries.sentence_of_receipt(receipt) == sentences[2]
    [made] = receipt.engagements.all()
    assert told(receipt) == {
        "verb": "seasonal.crew.registered",
        "outcomes": {"ok": 1, "duplicate": 1, "limit": 1, "invalid": 1},
        "engagements": [made.pk],
    }


def test_nineteen_of_twenty_are_registered_when_one_is_over_the_limit() -> None:
    of, by, workers = employer_with_crew(20)
    worked_before(workers[7], days_of_year(120), by=by)

    receipt = actions.register_crew(of, workers, on=TOMORROW, by=by, op_id=uuid4())

    assert outcomes_of(receipt).count(Outcome.OK) == 19
    assert receipt.outcome == Outcome.LIMIT
    assert queries.registered_on(of, TOMORROW).count() == 19
    assert "120" in queries.sentence_of_receipt(receipt)


def test_a_day_received_too_late_tells_both_times_and_stays_unregistered(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    pressed_at = datetime(2026, 7, 14, 6, 0, tzinfo=BELGRADE)
    july_morning.move_to(datetime(2026, 7, 14, 10, 30, tzinfo=BELGRADE), tick=False)

    receipt = actions.answer_operation(of, asked(ana, on=TODAY, pressed_at=pressed_at), by=by).receipt

    assert outcomes_of(receipt) == [Outcome.LATE]
    assert (receipt.pressed_at, receipt.received_at.astimezone(BELGRADE).hour) == (pressed_at, 10)
    [told] = queries.answers_of(receipt)
    assert told.sentence == (
        "Received 14 July 2026, 10:30, but only until 14 July 2026, 10:00 can this day be registered. It is not."
    )
    assert not told.stands
    [evidence] = receipt.engagements.all()
    assert (evidence.state, evidence.assessment) == (EngagementState.LATE, None)
    assert not queries.registered_on(of, TODAY).exists()


def test_a_cancellation_too_late_leaves_the_day_as_it_is(july_morning: time_machine.Traveller) -> None:
    of, by, [ana] = employer_with_crew(1)
    actions.register_crew(of, [ana], on=TODAY, by=by, op_id=uuid4())
    july_morning.move_to(datetime(2026, 7, 14, 10, 30, tzinfo=BELGRADE), tick=False)

    receipt = actions.cancel_crew(of, [ana], on=TODAY, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    assert outcomes_of(receipt) == [Outcome.LATE]
    assert "It stays." in queries.sentence_of_receipt(receipt)
    assert [one.worker for one in queries.registered_on(of, TODAY)] == [ana]


def test_cancelling_answers_done_so_already_and_never_registered() -> None:
    of, by, [ana, bojan, vera] = employer_with_crew(3)
    actions.register_crew(of, [ana, bojan], on=TOMORROW, by=by, op_id=uuid4())
    actions.cancel_crew(of, [bojan], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    receipt = actions.cancel_crew(of, [ana, bojan, vera], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    assert outcomes_of(receipt) == [Outcome.OK, Outcome.DUPLICATE, Outcome.INVALID]
    assert [one.sentence for one in queries.answers_of(receipt)] == [
        "",
        "Was taken off this day already.",
        "Is not registered for this day.",
    ]
    assert not queries.registered_on(of, TOMORROW).exists()
    off = Engagement.objects.get(worker=ana)
    assert told(receipt) == {
        "verb": "seasonal.crew.cancelled",
        "outcomes": {"ok": 1, "duplicate": 1, "invalid": 1},
        "engagements": [off.pk],
    }
    assert (off.cancelled_by, off.cancel_reason) == (by, CancelReason.RAIN)


def test_a_closed_month_takes_nobody_on_or_off_and_keeps_who_came() -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    actions.register_crew(of, [ana], on=TOMORROW, by=by, op_id=uuid4())
    actions.close_month(of, date(2026, 7, 1), by=by)

    on = actions.register_crew(of, [bojan], on=TOMORROW, by=by, op_id=uuid4())
    off = actions.cancel_crew(of, [ana], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    assert (outcomes_of(on), outcomes_of(off)) == ([Outcome.CLOSED], [Outcome.CLOSED])
    assert "correction of the month" in queries.sentence_of_receipt(on)
    assert [one.worker for one in queries.registered_on(of, TOMORROW)] == [ana]
    assert on.engagements.get().state == EngagementState.LATE
    assert told(on)["verb"] == told(off)["verb"] == "seasonal.operation.changed-nothing"


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"shift": "night"}, "are not known"),
        ({"levy_kind": "piracy"}, "are not known"),
        ({"on": date(2018, 7, 1)}, "are not known"),
        ({"on": date(2018, 7, 1), "shift": ""}, "are not known"),
        ({"began_on": TOMORROW + timedelta(days=1)}, "begin only after this day"),
        ({"on": date(2026, 10, 1)}, "Days up to 30 September 2026"),
    ],
)
def test_what_the_rules_do_not_know_is_answered_and_registers_nobody(terms: dict[str, Any], says: str) -> None:
    of, by, [ana] = employer_with_crew(1)

    receipt = actions.answer_operation(of, asked(ana, **terms), by=by).receipt

    assert outcomes_of(receipt) == [Outcome.INVALID]
    assert says in queries.sentence_of_receipt(receipt)
    assert not Engagement.objects.exists()


def test_a_shift_the_rules_do_not_know_takes_nobody_off() -> None:
    of, by, [ana] = employer_with_crew(1)
    receipt = actions.cancel_crew(of, [ana], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4(), shift="night")
    assert outcomes_of(receipt) == [Outcome.INVALID]


def test_an_employer_in_a_country_without_rules_is_answered_and_not_dropped() -> None:
    of, by, [ana] = employer_with_crew(1)
    Organisation.objects.filter(pk=of.pk).update(country="AQ")
    of.refresh_from_db()

    receipt = actions.answer_operation(of, asked(ana, shift=""), by=by).receipt

    assert outcomes_of(receipt) == [Outcome.INVALID]
    assert "are not known" in queries.sentence_of_receipt(receipt)


def test_an_empty_shift_means_the_usual_one() -> None:
    of, by, [ana] = employer_with_crew(1)
    one = asked(ana, shift="")

    first = actions.answer_operation(of, one, by=by)
    again = actions.answer_operation(of, replace(one, shift="morning"), by=by)

    assert first.receipt.shift == "morning"
    assert (again.receipt, again.is_replayed) == (first.receipt, True)


# --- the same number ----------------------------------------------------------------------------------------------


def test_the_same_number_gets_the_same_answer_whatever_happened_since() -> None:
    of, by, [ana] = employer_with_crew(1)
    one = asked(ana)
    first = actions.answer_operation(of, one, by=by)
    actions.cancel_crew(of, [ana], on=TOMORROW, reason=CancelReason.RAIN, by=by, op_id=uuid4())

    again = actions.answer_operation(of, one, by=by)

    assert (again.receipt, again.is_replayed, first.is_replayed) == (first.receipt, True, False)
    assert outcomes_of(again.receipt) == [Outcome.OK]
    assert not queries.registered_on(of, TOMORROW).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"on": TODAY},
        {"shift": "afternoon"},
        {"kind": OperationKind.CANCEL},
        {"levy_kind": "other"},
        {"began_on": TODAY},
        {"job": "forestry"},
        {"place": "Šabac"},
        {"hours": Decimal(8)},
        {"pay_per_hour": Decimal(400)},
        {"reason": "rain"},
        {"workers": ()},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_number_with_any_other_term_is_refused_and_the_first_answer_stands(other: dict[str, Any]) -> None:
    of, by, [ana] = employer_with_crew(1)
    one = asked(ana)
    first = actions.answer_operation(of, one, by=by).receipt

    with pytest.raises(actions.OperationReused):
        actions.answer_operation(of, replace(one, **other), by=by)

    assert list(Receipt.objects.all()) == [first]
    assert actions.answer_operation(of, one, by=by).receipt == first


def test_what_the_device_says_of_itself_does_not_make_another_operation() -> None:
    of, by, [ana] = employer_with_crew(1)
    one = asked(ana, device="phone", sequence=1, sent_at=datetime(2026, 7, 14, 6, tzinfo=BELGRADE))
    actions.answer_operation(of, one, by=by)

    later = replace(one, device="tablet", sequence=9, sent_at=datetime(2026, 7, 14, 7, tzinfo=BELGRADE))

    assert actions.answer_operation(of, later, by=by).is_replayed


def test_terms_are_kept_with_the_receipt_and_on_each_engagement() -> None:
    of, by, [ana] = employer_with_crew(1)

    receipt = actions.answer_operation(
        of,
        asked(
            ana,
            shift="afternoon",
            began_on=TODAY,
            job="packing",
            place="Šabac",
            hours=Decimal("7.5"),
            pay_per_hour=Decimal("400.00"),
        ),
        by=by,
    ).receipt

    assert receipt.terms == {
        "levy_kind": "seasonal",
        "began_on": "2026-07-14",
        "job": "packing",
        "place": "Šabac",
        "hours": "7.5",
        "pay_per_hour": "400.00",
    }
    made = receipt.engagements.get()
    assert (made.shift, made.began_on, made.job, made.place) == ("afternoon", TODAY, "packing", "Šabac")
    assert (made.hours, made.pay_per_hour) == (Decimal("7.5"), Decimal("400.00"))


# --- what it costs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OperationKind)
def test_a_crew_of_one_and_of_twenty_ask_the_same_number_of_queries(kind: OperationKind) -> None:
    of, by, workers = employer_with_crew(21)
    # The first of a day stores its levy; all others find it.
    for day in (TODAY, TOMORROW):
        actions.register_crew(of, workers, on=day, by=by, op_id=uuid4())
    on, shift = (TOMORROW, "afternoon") if kind == OperationKind.REGISTER else (TODAY, "morning")

    def cost(crew: list[Worker]) -> int:
        with CaptureQueriesContext(connection) as queried:
            one = asked(*crew, on=on, shift=shift, kind=kind, reason="rain")
            receipt = actions.answer_operation(of, one, by=by).receipt
        assert set(outcomes_of(receipt)) == {Outcome.OK}
        return len(queried)

    assert cost(workers[:1]) == cost(workers[1:])


def test_every_employer_asks_in_the_same_words_so_that_the_database_plans_them_once() -> None:
    said: list[str] = []

    def listen(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if "SAVEPOINT" not in statement:  # each has a name of its own, and in a test there is one more
            said.append(statement)
        return execute(statement, *rest)

    def words(of: Organisation, by: Person, crew: list[Worker]) -> list[str]:
        actions.register_crew(of, crew, on=TOMORROW, by=by, op_id=uuid4())
        said.clear()
        with connection.execute_wrapper(listen):
            actions.register_crew(of, crew, on=TOMORROW, by=by, op_id=uuid4(), shift="afternoon")
        return list(said)

    one, another = (words(*employer_with_crew(2)) for _employer in range(2))
    assert one == another
    if connection.vendor == "postgresql":
        assert words(*employer_with_crew(3)) == one


# --- rules that change --------------------------------------------------------------------------------------------


def test_a_limit_that_counts_units_counts_those_of_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    book = rules_changed(('scope = "worker_employer"\nwindow = "calendar_year"\ncounts = "days"', UNITS))
    monkeypatch.setattr(levies, "rulebook", lambda _name: book)
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, days_of_year(118), by=by)

    half_days = [actions.answer_operation(of, asked(ana, shift=shift), by=by).receipt for shift in SHIFTS]
    one_more = actions.answer_operation(of, asked(ana, on=TOMORROW + timedelta(days=1)), by=by).receipt

    assert [outcomes_of(receipt) for receipt in half_days] == [[Outcome.OK], [Outcome.OK]]
    assert outcomes_of(one_more) == [Outcome.LIMIT]


def test_the_second_half_of_a_day_can_be_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    book = rules_changed(('scope = "worker_employer"\nwindow = "calendar_year"\ncounts = "days"', UNITS))
    monkeypatch.setattr(levies, "rulebook", lambda _name: book)
    of, by, [ana] = employer_with_crew(1)
    worked_before(ana, days_of_year(119), by=by)

    half_days = [actions.answer_operation(of, asked(ana, shift=shift), by=by).receipt for shift in SHIFTS]

    assert [outcomes_of(receipt) for receipt in half_days] == [[Outcome.OK], [Outcome.LIMIT]]


UNITS = 'scope = "worker_employer"\nwindow = "calendar_year"\ncounts = "units"'
SHIFTS = ("morning", "afternoon")


# --- a batch ------------------------------------------------------------------------------------------------------

Send = Callable[..., Any]


@pytest.fixture
def send(client: Client) -> Send:
    """``send(of, [operation, ...])`` with a key of the employer; the answers, or the whole batch's."""
    secrets: dict[int, str] = {}

    def ask(of: Organisation, operations: list[dict[str, Any]], *, whole: bool = False, **more: Any) -> Any:
        if of.pk not in secrets:
            secrets[of.pk] = key_of(member(of), of=of, scopes=(rules.WRITE.code,))[1]
        answer = client.post(
            "/api/v1/seasonal/operations",
            {"operations": operations} | more,
            content_type="application/json",
            headers={"Authorization": f"Bearer {secrets[of.pk]}"},
        )
        assert answer.status_code == 200, answer.content
        return answer.json() if whole else answer.json()["answers"]

    return ask


def operation(of: Organisation, *workers: Worker, on: date = TOMORROW, **more: Any) -> dict[str, Any]:
    named = {"employer": of.pk, "on": on.isoformat(), "workers": [one.pk for one in workers]}
    return named | {"op_id": str(uuid4())} | more


def test_a_batch_is_answered_in_the_order_asked_and_each_by_itself(send: Send) -> None:
    of, _by, [ana, bojan] = employer_with_crew(2)
    next_door, _other, [stranger] = employer_with_crew(1)

    answers = send(
        of,
        [operation(of, ana), operation(next_door, stranger), operation(of, stranger), operation(of, bojan, ana)],
    )

    assert [one["outcome"] for one in answers] == ["ok", "invalid", "invalid", "ok"]
    assert [[two["outcome"] for two in one["workers"]] for one in answers] == [["ok"], [], [], ["duplicate", "ok"]]
    assert [bool(one["receipt"]) for one in answers] == [True, False, False, True]
    assert answers[1]["sentence"].startswith("You do not act for this employer")
    assert answers[2]["sentence"].startswith("One of the workers is not on the list")
    assert Engagement.objects.filter(employer=of).count() == 2
    assert not Engagement.objects.filter(employer=next_door).exists()


def test_a_day_taken_off_and_put_on_again_in_one_queue_keeps_the_order_of_the_device(send: Send) -> None:
    of, by, [ana] = employer_with_crew(1)
    actions.register_crew(of, [ana], on=TOMORROW, by=by, op_id=uuid4())

    answers = send(
        of,
        [
            operation(of, ana, sequence=9),
            operation(of, ana, sequence=8, kind="cancel"),
            operation(of, ana, sequence=7),
        ],
    )

    assert [one["outcome"] for one in answers] == ["ok", "ok", "duplicate"]
    assert [one.worker for one in queries.registered_on(of, TOMORROW)] == [ana]
    assert Engagement.objects.filter(worker=ana).count() == 2


def test_the_other_order_leaves_the_day_cancelled(send: Send) -> None:
    of, _by, [ana] = employer_with_crew(1)

    answers = send(of, [operation(of, ana, sequence=2, kind="cancel"), operation(of, ana, sequence=1)])

    assert [one["outcome"] for one in answers] == ["ok", "ok"]
    assert not queries.registered_on(of, TOMORROW).exists()


def test_a_queue_sent_twice_and_in_another_order_is_replayed(send: Send) -> None:
    of, _by, workers = employer_with_crew(4)
    queue = [operation(of, one, sequence=place) for place, one in enumerate(workers)]
    first = send(of, queue)

    again = send(of, list(reversed(queue)))

    assert [one | {"replayed": True} for one in reversed(first)] == again
    assert not any(one["replayed"] for one in first)
    assert Engagement.objects.count() == Receipt.objects.count() == 4


def test_a_number_used_twice_in_one_batch_for_different_things_gets_two_answers(send: Send) -> None:
    of, _by, [ana, bojan] = employer_with_crew(2)
    number = str(uuid4())

    answers = send(of, [operation(of, ana, op_id=number), operation(of, bojan, op_id=number)])

    assert [one["outcome"] for one in answers] == ["ok", "invalid"]
    assert answers[1]["sentence"].startswith("This form was sent before")
    assert Receipt.objects.get().op_id == UUID(number)
    assert [one.worker for one in queries.registered_on(of, TOMORROW)] == [ana]


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=1)], ids=["behind", "ahead"])
def test_a_phone_whose_clock_is_a_day_off_is_judged_by_ours(
    send: Send, july_morning: time_machine.Traveller, off: timedelta
) -> None:
    of, _by, [ana, bojan] = employer_with_crew(2)
    july_morning.move_to(datetime(2026, 7, 14, 9, 0, tzinfo=BELGRADE), tick=False)
    phone = datetime(2026, 7, 14, 9, 0, tzinfo=BELGRADE) + off
    in_time = operation(of, ana, on=TODAY, pressed_at=phone.isoformat())

    answer = send(of, [in_time], whole=True, sent_at=phone.isoformat())
    july_morning.move_to(datetime(2026, 7, 14, 10, 0, 1, tzinfo=BELGRADE), tick=False)
    late = send(of, [operation(of, bojan, on=TODAY, pressed_at=phone.isoformat())])

    assert [one["outcome"] for one in answer["answers"] + late] == ["ok", "late"]
    assert answer["clock_difference"] == off.total_seconds()
    kept = Receipt.objects.get(outcome=Outcome.LATE)
    assert kept.pressed_at == phone
    assert kept.received_at == datetime(2026, 7, 14, 10, 0, 1, tzinfo=BELGRADE)


def test_a_queue_delivered_after_the_cut_off_and_after_the_month_was_closed_registers_nobody(
    send: Send, july_morning: time_machine.Traveller
) -> None:
    of, by, [ana, bojan] = employer_with_crew(2)
    actions.register_crew(of, [ana], on=TODAY, by=by, op_id=uuid4())
    queue = [operation(of, bojan, on=TODAY, sequence=1), operation(of, ana, on=TODAY, sequence=2, kind="cancel")]
    july_morning.move_to(datetime(2026, 8, 3, 9, 0, tzinfo=BELGRADE))
    late = send(of, [one | {"op_id": str(uuid4())} for one in queue])
    assert actions.close_ended_months() == 1

    closed = send(of, queue)

    assert [one["outcome"] for one in late] == ["late", "late"]
    assert [one["outcome"] for one in closed] == ["closed", "closed"]
    assert [one.worker for one in queries.registered_on(of, TODAY)] == [ana]
    evidence = Engagement.objects.filter(worker=bojan)
    assert [one.state for one in evidence] == [EngagementState.LATE] * 2


def test_the_audit_names_the_key_through_which_a_program_came(send: Send) -> None:
    of, _by, [ana] = employer_with_crew(1)
    send(of, [operation(of, ana)])

    [event] = Event.objects.filter(verb="seasonal.crew.registered")

    assert event.details["through"].startswith("key:")
    assert event.on_behalf_of == reference(of)
