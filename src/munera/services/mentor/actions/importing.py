"""A file of results: received, read in steps that each commit with their part of the report, let go of."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_rows
from munera.kernel.jobs.actions import Progress, start_job
from munera.kernel.people.models import Person
from munera.kernel.people.queries import mask
from munera.kernel.sealing import seal_bytes
from munera.kernel.tables import Unreadable
from munera.services.mentor import queries
from munera.services.mentor.actions.answers import Candidate, Layout, RowRefused, results_in
from munera.services.mentor.actions.refusals import NotHeldYet
from munera.services.mentor.actions.sittings import name_rule
from munera.services.mentor.actions.taking import take_in
from munera.services.mentor.choices import FileState, RowOutcome
from munera.services.mentor.models import Form, ResultFile, ResultRow, Sitting
from munera.services.mentor.queries.marking import Marker

AT_ONCE: Final = 1_000
REPORTED: Final = ("file_id", "number", "masked", "outcome", "fault", "said")


@transaction.atomic
def receive_results(form: Form, *, content: bytes, name: str, by: Person) -> ResultFile:
    """Keep the file sealed and start reading it; raises ``NotHeldYet`` before the day of the sitting."""
    if form.sitting.is_ahead(on=timezone.localdate()):
        raise NotHeldYet
    file = ResultFile.objects.create(
        form=form,
        by=by,
        name=name[:100],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed=seal_bytes(content),
    )
    details = {"sha256": file.sha256, "bytes": file.size}
    record_audit("mentor.results.received", file, by=by, on_behalf_of=form.sitting.examination.body, details=details)
    file.work = start_job("mentor.read-results", by=by, arguments={"file": file.pk}, title=_("Reading results"))
    ResultFile.objects.filter(pk=file.pk).update(work=file.work)
    return file


def read_results(file: ResultFile, *, progress: Progress) -> None:
    """Take in what the file holds. Begun again after a crash, it goes on behind the last row that was answered."""
    if file.has_ended:
        return
    marker = queries.marker_of(file.form)
    content = queries.content_of(file)
    try:
        of = _count(content, marker)
    except Unreadable as unreadable:
        _refuse(file, unreadable)
        return
    layout, lines = _opened(content, marker)
    _Reading(file, layout, marker, progress, of=of).carry_out(lines)
    _finish(file)


def _count(content: bytes, marker: Marker) -> int:
    """Once to the end before anything is taken in: a file that breaks off is refused as a whole."""
    _layout, lines = _opened(content, marker)
    count = sum(1 for _line in lines)
    if not count:
        raise Unreadable("empty")
    return count


def _opened(content: bytes, marker: Marker) -> tuple[Layout, Iterator[tuple[int, Sequence[str]]]]:
    return results_in(content, marker.questions, most_rows=settings.MUNERA_UPLOAD_MOST_ROWS)


@transaction.atomic
def discard_stale_results() -> int:
    """Let go of files that nobody could read; the rows that were answered keep their answers."""
    stale = [file for file in queries.stale_files() if _end(file, FileState.STOPPED)]
    for file in stale:
        record_audit("mentor.results.stopped", file, by=None, details={"sha256": file.sha256})
    return len(stale)


@transaction.atomic
def _refuse(file: ResultFile, unreadable: Unreadable) -> None:
    if _end(file, FileState.REFUSED, fault=unreadable.fault, said=unreadable.said):
        _note_refusal(file, unreadable)


def _note_refusal(file: ResultFile, unreadable: Unreadable) -> None:
    details = {"sha256": file.sha256, "fault": unreadable.fault}
    body = file.form.sitting.examination.body
    record_audit("mentor.results.refused", file, by=file.by, on_behalf_of=body, details=details)


@transaction.atomic
def _finish(file: ResultFile) -> None:
    file.refresh_from_db(fields=["counts"])
    if _end(file, FileState.DONE):
        name_rule(file.form.sitting)
        details = {"sha256": file.sha256, "outcomes": file.counts}
        body = file.form.sitting.examination.body
        record_audit("mentor.results.read", file, by=file.by, on_behalf_of=body, details=details)


def _end(file: ResultFile, state: FileState, **said: Any) -> bool:
    """From here on only the digest of the file is kept. The update is the guard: of two at once, one ends it."""
    standing = ResultFile.objects.filter(pk=file.pk, state=FileState.RECEIVED)
    return bool(standing.update(state=state, sealed=b"", ended_at=timezone.now(), **said))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with what became of it."""

    number: int
    outcome: RowOutcome
    masked: str = ""
    fault: str = ""
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt at a file."""

    file: ResultFile
    layout: Layout
    marker: Marker
    progress: Progress
    of: int

    def carry_out(self, lines: Iterator[tuple[int, Sequence[str]]]) -> None:
        done = 0
        begun = self.file.read_to
        while some := list(islice(lines, AT_ONCE)):
            done += len(some)
            unread = [line for line in some if line[0] > begun]
            if not unread:
                continue
            with transaction.atomic():
                # First of all: an attempt that was overtaken stops here, and one that goes on is waited for.
                self.progress.report(done, of=self.of)
                self._answer(unread)

    def _answer(self, lines: Sequence[tuple[int, Sequence[str]]]) -> None:
        sitting = self.file.form.sitting
        Sitting.objects.select_for_update(of=("self",)).only("pk").get(pk=sitting.pk)
        rows: list[_Row] = []
        read: list[tuple[int, str, Candidate]] = []
        for number, cells in lines:
            try:
                candidate = self.layout.read(cells, held_on=sitting.held_on)
            except RowRefused as refused:
                rows.append(_Row(number, RowOutcome.REFUSED, fault=refused.fault, said=refused.said))
            else:
                read.append((number, queries.digest_of_number(sitting, candidate.number), candidate))
        known = queries.known_attempts(sitting, [digest for _number, digest, _candidate in read])
        packed = {digest: queries.open_attempt(each).answers for digest, each in known.items()}
        status = {digest: each.status for digest, each in known.items()}
        fresh: list[tuple[str, Candidate]] = []
        for number, digest, candidate in read:
            if digest not in packed:
                packed[digest], status[digest] = bytes(candidate.answers), candidate.status
                fresh.append((digest, candidate))
                rows.append(_Row(number, RowOutcome.OK))
            elif (packed[digest], status[digest]) == (bytes(candidate.answers), candidate.status):
                rows.append(_Row(number, RowOutcome.SAME, mask(candidate.number), "same"))
            else:
                rows.append(_Row(number, RowOutcome.REFUSED, mask(candidate.number), "changed"))
        take_in(self.file.form, self.marker, fresh)
        self._report(rows, read_to=lines[-1][0])

    def _report(self, rows: Sequence[_Row], *, read_to: int) -> None:
        told = [row for row in rows if row.outcome is not RowOutcome.OK]
        file = self.file
        insert_rows(
            ResultRow,
            REPORTED,
            ((file.pk, row.number, row.masked, row.outcome, row.fault, row.said) for row in told),
        )
        counts = Counter(file.counts) + Counter(row.outcome.value for row in rows)
        ResultFile.objects.filter(pk=file.pk).update(counts=dict(counts), read_to=read_to)
        file.counts, file.read_to = dict(counts), read_to
