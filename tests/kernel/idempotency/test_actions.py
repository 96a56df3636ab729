"""A write that is asked for twice is done once: in order, after a crash, and at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from munera.kernel.idempotency.actions import (
    Answer,
    KeyUsedForAnother,
    StillUnderWay,
    answer_once,
    forget_old_answers,
)
from munera.kernel.idempotency.models import StoredAnswer
from munera.kernel.idempotency.queries import KEPT_FOR
from munera.kernel.people.models import Person


def write_down(name: str, *, status: int = 201) -> Answer:
    """The work: one row, so that doing it twice shows."""
    person = Person.objects.create(full_name=name)
    return Answer(status, f'{{"id": {person.pk}}}', {"Content-Type": "application/json"})


def ask(*, caller: str = "key:1", key: str = "k", fingerprint: str = "f", status: int = 201) -> Answer:
    return answer_once(caller=caller, key=key, fingerprint=fingerprint, work=lambda: write_down("once", status=status))


def written() -> int:
    return Person.objects.filter(full_name="once").count()


@pytest.mark.django_db
def test_the_second_request_gets_the_first_answer_and_does_nothing() -> None:
    first, second = ask(), ask()
    assert (second.status, second.content, second.headers) == (first.status, first.content, first.headers)
    assert (first.is_replayed, second.is_replayed) == (False, True)
    assert written() == 1


@pytest.mark.django_db
def test_two_callers_may_use_the_same_key() -> None:
    ask(caller="key:1")
    assert not ask(caller="key:2").is_replayed
    assert written() == 2


@pytest.mark.django_db
def test_the_key_of_another_request_is_refused() -> None:
    ask(fingerprint="f")
    with pytest.raises(KeyUsedForAnother):
        ask(fingerprint="g")
    assert written() == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_no_trace_and_may_be_sent_again() -> None:
    assert ask(status=409).status == 409
    assert (written(), StoredAnswer.objects.count()) == (0, 0)
    assert ask().status == 201
    assert written() == 1


@pytest.mark.django_db
def test_a_crash_in_the_work_undoes_all_of_it() -> None:
    def crash() -> Answer:
        write_down("once")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        answer_once(caller="key:1", key="k", fingerprint="f", work=crash)
    assert (written(), StoredAnswer.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_answer_is_kept_sealed() -> None:
    answer_once(caller="key:1", key="k", fingerprint="f", work=lambda: Answer(201, '{"name": "Milica"}'))
    assert "Milica" not in str(StoredAnswer.objects.values().get())
    assert ask().content == '{"name": "Milica"}'


@pytest.mark.django_db
def test_an_answer_is_forgotten_after_a_day() -> None:
    ask()
    ask(key="another")
    StoredAnswer.objects.filter(key="k").update(stored_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    assert not ask().is_replayed, "even before the timetable has cleared it away"
    StoredAnswer.objects.filter(key="k").update(stored_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    assert forget_old_answers() == 1
    assert StoredAnswer.objects.get().key == "another"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_time_one_is_done() -> None:
    """The others are told to wait, or come late enough to get the stored answer."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite: the test database is in memory, where a second connection cannot wait for the first.")
    begin = threading.Barrier(6)

    def at_once(_number: int) -> str:
        begin.wait(timeout=20)
        try:
            return "replayed" if ask().is_replayed else "done"
        except StillUnderWay:
            return "under way"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(at_once, range(6)))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "replayed", "under way"}
    assert written() == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_under_way_the_second_is_told_so() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite: one transaction writes at a time, so the second has waited and finds the stored answer.")
    working, finish = threading.Event(), threading.Event()

    def slow() -> Answer:
        working.set()
        finish.wait(timeout=20)
        return write_down("once")

    def first() -> Answer:
        try:
            return answer_once(caller="key:1", key="k", fingerprint="f", work=slow)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(first)
        working.wait(timeout=20)
        with pytest.raises(StillUnderWay):
            ask()
        assert not ask(key="another").is_replayed, "another key does not wait"
        finish.set()
        assert answer.result(timeout=20).status == 201
    assert ask().is_replayed
