"""The timetable, looked at by one machine after the other."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from munera.kernel.jobs.actions.queue import run_next
from munera.kernel.jobs.actions.ticking import last_due, tick
from munera.kernel.jobs.choices import Due
from munera.kernel.jobs.models import Job, Tick
from munera.site.timetable import TIMETABLE
from tests.factories.jobs import job

HOURLY = Due("site.forget-sessions", every=timedelta(hours=1))
NOON = datetime.fromisoformat("2026-05-01T12:00:00+00:00")


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_line_is_due_at_the_same_moments_on_every_machine() -> None:
    assert [last_due(HOURLY.every, at=NOON + minutes(number)) for number in (0, 0.1, 59.9, 60)] == [
        NOON,
        NOON,
        NOON,
        NOON + minutes(60),
    ]


@pytest.mark.django_db
def test_each_due_job_is_started_once() -> None:
    started = []
    for number in (0, 0.1, 30, 60, 60.1):
        started += tick([HOURLY], at=NOON + minutes(number))
        while run_next("here"):
            pass
    assert list(Job.objects.order_by("pk")) == started
    assert list(Tick.objects.order_by("due_at").values_list("due_at", flat=True)) == [NOON, NOON + minutes(60)]
    assert len(started) == 2


@pytest.mark.django_db
def test_a_run_that_takes_long_is_not_joined_by_the_next() -> None:
    tick([HOURLY], at=NOON)
    assert tick([HOURLY], at=NOON + minutes(60)) == []
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_missed_hours_are_not_made_up_for() -> None:
    tick([HOURLY], at=NOON)
    while run_next("here"):
        pass
    assert len(tick([HOURLY], at=NOON + timedelta(days=3))) == 1


@pytest.mark.django_db
def test_nothing_starts_when_the_query_finds_nothing() -> None:
    line = Due("messages.tell-of-failures", every=minutes(1), waiting="munera.kernel.messages.queries.untold_failures")
    assert tick([line], at=NOON) == []
    assert not Tick.objects.exists()
    from tests.factories.access import person

    job(person(), state="failed")
    assert len(tick([line], at=NOON)) == 1


def test_every_kind_names_a_function_and_every_line_a_kind() -> None:
    assert all(callable(import_string(path)) for path in settings.MUNERA_JOBS.values())
    assert {line.kind for line in TIMETABLE} <= settings.MUNERA_JOBS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("line", [line for line in TIMETABLE if line.waiting], ids=lambda line: line.kind)
def test_the_query_of_a_line_can_be_asked(line: Due) -> None:
    assert import_string(line.waiting)().exists() is False


@pytest.mark.django_db
@pytest.mark.parametrize("line", TIMETABLE, ids=lambda line: line.kind)
def test_every_line_of_the_timetable_runs(line: Due) -> None:
    from munera.kernel.jobs.actions import start_job

    started = start_job(line.kind, by=None, arguments={})
    assert run_next("here")
    started.refresh_from_db()
    assert started.state == "done"
    assert started.created_at <= timezone.now()
