"""The worker of an upload is a real process, killed again and again: every row is answered once, nobody twice."""

import signal
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job as Work
from munera.kernel.people.models import Identifier
from munera.services.seasonal import actions
from munera.services.seasonal.choices import Outcome, UploadState
from munera.services.seasonal.models import Engagement, Receipt, Upload, UploadRow, Worker
from tests.factories.seasonal import employer, member_of
from tests.factories.table_files import csv_file
from tests.processes import Site, wait_until

pytestmark = pytest.mark.two_servers
HEADINGS = ("EBS", "Ime i prezime", "Datum", "Vrsta posla")
WORKERS, DAYS, WRONG = 120, 30, 25
KILLS = 5
# How long to be patient with a busy machine.
PATIENCE = 300


@pytest.fixture(autouse=True)
def july_morning() -> None:
    """Here the clock is the machine's own: the other process has no other."""


def rows(tomorrow: date) -> list[tuple[str, ...]]:
    """Everybody on every day, some rows twice, some with a number that cannot be."""
    asked = [
        (f"{1203990700000 + worker}", f"Radnik {worker}", (tomorrow + timedelta(days=ahead)).isoformat(), "fruit")
        for worker in range(WORKERS)
        for ahead in range(DAYS)
    ]
    wrong = [("12", "Nobody", tomorrow.isoformat(), "fruit")] * WRONG
    return [*asked, *wrong, *asked[:50]]


def test_a_file_whose_worker_is_killed_again_and_again_is_answered_once(site: Site) -> None:
    of = employer()
    by = member_of(of)
    asked = rows(timezone.localdate() + timedelta(days=1))
    upload = actions.receive_upload(of, content=csv_file(HEADINGS, *asked), name="crew.csv", by=by)

    seen = 0
    for _kill in range(KILLS):
        worker = site.manage("work")
        wait_until(lambda seen=seen: UploadRow.objects.count() > seen or ended(upload), seconds=PATIENCE, site=site)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(timeout=60) == -signal.SIGKILL
        seen = UploadRow.objects.count()
        if ended(upload):
            break
    site.manage("work")
    wait_until(lambda: ended(upload), seconds=PATIENCE, site=site)

    # It was killed on the way more than once, or this shows nothing.
    work = Work.objects.get(pk=upload.work_id)
    assert (work.state, work.attempts >= 3) == (JobState.DONE, True)
    reported = Counter(UploadRow.objects.values_list("number", flat=True))
    assert reported == Counter(range(2, len(asked) + 2))
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.sealed)) == (UploadState.DONE, b"")
    assert upload.counts == {Outcome.OK: WORKERS * DAYS, Outcome.INVALID: WRONG, Outcome.DUPLICATE: 50}
    assert Worker.objects.count() == Identifier.objects.count() == WORKERS
    days = Counter(Engagement.objects.values_list("worker", "on"))
    assert (len(days), set(days.values())) == (WORKERS * DAYS, {1})
    # Each answer and its event were kept with the rows that it made, or not at all.
    assert Event.objects.filter(verb="seasonal.crew.registered").count() == Receipt.objects.count()
    assert sum(len(receipt.asked) for receipt in Receipt.objects.all()) == WORKERS * DAYS
    assert "Traceback" not in site.logs()


def test_two_workers_at_once_answer_two_files_of_the_same_people_once(site: Site) -> None:
    """The files name the same people in opposite order: neither waits for the other for ever."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    asked = [(f"{1203990800000 + place}", f"Radnik {place}", tomorrow.isoformat(), "fruit") for place in range(400)]
    uploads = []
    for lines in (asked, asked[::-1]):
        of = employer()
        uploads.append(actions.receive_upload(of, content=csv_file(HEADINGS, *lines), name="", by=member_of(of)))
    workers = [site.manage("work") for _ in range(2)]
    wait_until(lambda: all(ended(upload) for upload in uploads), seconds=PATIENCE, site=site)
    assert [worker.poll() for worker in workers] == [None, None], site.logs()
    assert [Upload.objects.get(pk=upload.pk).counts for upload in uploads] == [{"ok": 400}, {"ok": 400}]
    assert Identifier.objects.count() == 400
    assert Worker.objects.count() == 800


def ended(upload: Upload) -> bool:
    return Upload.objects.get(pk=upload.pk).has_ended and Work.objects.get(pk=upload.work_id).has_ended
