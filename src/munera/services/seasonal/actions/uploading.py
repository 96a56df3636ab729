"""A file of crews: received, worked off in steps that each commit with their part of the report, let go of."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.engines import levies
from munera.kernel.audit.actions import record_audit
from munera.kernel.audit.rules import reference
from munera.kernel.inserting import append_rows
from munera.kernel.jobs.actions import Progress, start_job
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.people.queries import mask
from munera.kernel.sealing import seal_bytes
from munera.kernel.tables import Bounds, Unreadable
from munera.services.seasonal import queries
from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.actions.enrolling import enrol_workers
from munera.services.seasonal.actions.holding import hold_employer, hold_people
from munera.services.seasonal.actions.operations import answer_operation
from munera.services.seasonal.actions.planning import Answer, Plan, Terms, Wanted, plan_of
from munera.services.seasonal.actions.reading import plain
from munera.services.seasonal.choices import Outcome, UploadState
from munera.services.seasonal.models import Receipt, Upload, UploadRow, Worker

# Days in one step: so long is everybody else's operation for this employer kept waiting.
AT_ONCE: Final = 2_000
# The columns of a row of the report; what is told of one day, in their order but for the upload itself.
REPORTED: Final = ("upload_id", "number", "on", "masked", "outcome", "rule", "said", "worker_id", "receipt_id")
Reported: TypeAlias = tuple[int, date | None, str, str, str, Mapping[str, Any], int | None, int | None]


@transaction.atomic
def receive_upload(employer: Organisation, *, content: bytes, name: str, by: Person) -> Upload:
    """Keep the file sealed and start working it off. What it asks for is judged by this moment."""
    upload = Upload.objects.create(
        employer=employer,
        by=by,
        name=name[:100],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed=seal_bytes(content),
    )
    details = {"sha256": upload.sha256, "bytes": upload.size}
    record_audit("seasonal.upload.received", upload, by=by, on_behalf_of=employer, details=details)
    upload.work = start_job(
        "seasonal.work-off-upload", by=by, arguments={"upload": upload.pk}, title=_("Registering crews from a file")
    )
    Upload.objects.filter(pk=upload.pk).update(work=upload.work)
    return upload


def work_off_upload(upload: Upload, *, progress: Progress) -> None:
    """Register what the file asks for. Begun again after a crash, it goes on with what has no answer yet."""
    if upload.has_ended:
        return
    bounds = Bounds(rows=settings.MUNERA_UPLOAD_MOST_ROWS)
    try:
        plan = plan_of(
            queries.content_of(upload), upload.employer, most_days=settings.MUNERA_UPLOAD_MOST_ROWS, bounds=bounds
        )
    except Unreadable as unreadable:
        _refuse(upload, unreadable)
        return
    _Work(upload, plan, progress).carry_out()
    _finish(upload)


@transaction.atomic
def discard_stale_uploads() -> int:
    """Let go of files that nobody could work off; the rows that were answered keep their answers."""
    stale = [upload for upload in queries.stale_uploads() if _end(upload, UploadState.STOPPED)]
    for upload in stale:
        record_audit("seasonal.upload.stopped", upload, by=None, details={"sha256": upload.sha256})
    return len(stale)


@transaction.atomic
def _refuse(upload: Upload, unreadable: Unreadable) -> None:
    if _end(upload, UploadState.REFUSED, fault=unreadable.fault, said=unreadable.said):
        details = {"sha256": upload.sha256, "fault": unreadable.fault}
        record_audit("seasonal.upload.refused", upload, by=upload.by, on_behalf_of=upload.employer, details=details)


@transaction.atomic
def _finish(upload: Upload) -> None:
    counts = queries.count_outcomes(upload)
    if _end(upload, UploadState.DONE, counts=counts):
        details = {"sha256": upload.sha256, "outcomes": counts}
        record_audit("seasonal.upload.done", upload, by=upload.by, on_behalf_of=upload.employer, details=details)


def _end(upload: Upload, state: UploadState, **said: Any) -> bool:
    """From here on only the digest of the file is kept. The update is the guard: of two at once, one ends it."""
    standing = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVED)
    return bool(standing.update(state=state, sealed=b"", ended_at=timezone.now(), **said))


@dataclass
class _Work:
    """One attempt at a plan.

    By kind and number, ``workers`` remembers who was found or enrolled, and ``doubts`` whose name differs.
    """

    upload: Upload
    plan: Plan
    progress: Progress
    workers: dict[tuple[str, str], Worker] = field(default_factory=dict)
    doubts: dict[tuple[str, str], str] = field(default_factory=dict)

    def carry_out(self) -> None:
        answered = queries.answered_days(self.upload)
        refused = [one for one in self.plan.refused if one.key not in answered]
        wanted = [one for one in self.plan.wanted if one.key not in answered]
        of = len(answered) + len(refused) + sum(1 + len(one.again) for one in wanted)
        done = len(answered)
        for answers in _pieces(refused):
            done += len(answers)
            with transaction.atomic():
                self.progress.report(done, of=of)
                self._keep(_row(answer) for answer in answers)
        for some in _pieces(wanted):
            done += sum(1 + len(one.again) for one in some)
            with transaction.atomic():
                # First of all: an attempt that was overtaken stops here, and one that goes on is waited for.
                self.progress.report(done, of=of)
                self._keep(self._answer(some))

    def _keep(self, rows: Iterable[Reported]) -> None:
        upload = self.upload.pk
        append_rows(UploadRow, REPORTED, ((upload, *row) for row in rows))

    def _answer(self, some: Sequence[Wanted]) -> list[Reported]:
        """The answers to these days, carried out: in groups that share day, shift and terms, an operation for each."""
        self._hold(some)
        rows: list[Reported] = []
        for terms, group in groupby(some, key=lambda one: one.terms):
            able: list[Wanted] = []
            for one in group:
                if one.of.key in self.workers:
                    able.append(one)
                else:
                    rows += _rows(one, Outcome.INVALID, rule=self._why_unknown(one))
            if able:
                rows += self._register(terms, able)
        return rows

    def _hold(self, some: Sequence[Wanted]) -> None:
        """Everything the step depends on, in the order of all operations: the employer, newcomers, then people."""
        employer = self.upload.employer
        hold_employer(employer)
        unknown = {one.of.key for one in some if one.of.key not in self.workers}
        self.workers |= queries.workers_by_number(employer, unknown)
        or_else = {
            one.of.key: (one.of.or_else, one.of.plain)
            for one in some
            if one.of.or_else and one.of.key not in self.workers
        }
        known_else = queries.workers_by_number(employer, set(or_else.values()))
        self.workers |= {key: known_else[other] for key, other in or_else.items() if other in known_else}
        certain = {one.of.key for one in some if one.of.is_certain}
        newcomers = {
            number: self.plan.newcomers[number]
            for number in unknown & certain
            if number not in self.workers and self.plan.newcomers[number].is_introduced
        }
        self.workers |= enrol_workers(employer, newcomers, by=self.upload.by)
        known = (self.workers.get(one.of.key) for one in some)
        hold_people(worker.person_id for worker in known if worker)

    def _why_unknown(self, one: Wanted) -> str:
        if not one.of.is_certain:
            return "number"
        return "job-missing" if self.plan.newcomers[one.of.key].name else "name-missing"

    def _register(self, terms: Terms, able: Sequence[Wanted]) -> Iterator[Reported]:
        workers = [self.workers[one.of.key] for one in able]
        asked = Asked(
            op_id=self._op_id(able[0]),
            on=terms.on,
            shift=terms.shift,
            workers=tuple(worker.pk for worker in workers),
            began_on=terms.began_on,
            job=terms.job,
            place=terms.place,
            hours=terms.hours,
            pay_per_hour=terms.pay_per_hour,
        )
        upload = self.upload
        try:
            answered = answer_operation(
                upload.employer, asked, by=upload.by, received_at=upload.received_at, through=reference(upload)
            )
        except levies.NotAnswerable:
            for one in able:
                yield from _rows(one, Outcome.INVALID, rule="rules")
            return
        receipt = answered.receipt
        answers = {answer["worker"]: answer for answer in receipt.answers}
        for one, worker in zip(able, workers, strict=True):
            answer = answers[worker.pk]
            outcome, rule, said = Outcome(answer["outcome"]), answer.get("rule", ""), answer.get("sentences", {})
            if outcome is Outcome.OK:
                warning = answered.warnings.get(worker.pk)
                rule, said = _told(warning) if warning else (self._doubt_of_name(one, worker), {})
            yield from _rows(one, outcome, rule=rule, said=said, worker=worker, receipt=receipt)
            # Known by two numbers and named by both: the second finds the day registered.
            answers[worker.pk] = {"outcome": Outcome.DUPLICATE} if outcome is Outcome.OK else answer

    def _doubt_of_name(self, one: Wanted, worker: Worker) -> str:
        """A number that is right but another's is found by the name: no word of it is that of the list."""
        key = one.of.key
        if key not in self.doubts:
            in_file, on_list = (_words_of_name(name) for name in (self.plan.newcomers[key].name, worker.name))
            self.doubts[key] = "name-differs" if in_file and on_list and in_file.isdisjoint(on_list) else ""
        return self.doubts[key]

    def _op_id(self, first: Wanted) -> UUID:
        """Each day of a row is answered once, so the first of a group names the group."""
        return uuid5(NAMESPACE_URL, f"munera:{self.upload.sha256}:{self.upload.pk}:{first.row}:{first.terms.on}")


def _told(warning: levies.Finding) -> tuple[str, Mapping[str, str]]:
    return f"finding:{warning.id}", dict(warning.sentences)


def _words_of_name(name: str) -> set[str]:
    """In either script, with and without accents; a letter alone says nothing."""
    return {word for word in map(plain, name.replace("-", " ").split()) if len(word) > 1}


def _pieces(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _row(answer: Answer) -> Reported:
    return answer.row, answer.on, answer.masked, answer.outcome, answer.rule, dict(answer.said), None, None


def _rows(
    one: Wanted,
    outcome: Outcome,
    *,
    rule: str = "",
    said: Mapping[str, Any] | None = None,
    worker: Worker | None = None,
    receipt: Receipt | None = None,
) -> Iterator[Reported]:
    """The answer to one day, and to the later rows that ask for the same: they stand if it stands."""
    masked, on = mask(one.of.plain), one.terms.on
    keys = worker.pk if worker else None, receipt.pk if receipt else None
    yield one.row, on, masked, outcome, rule, said or {}, *keys
    again = Outcome.DUPLICATE if outcome is Outcome.OK else outcome
    for row in one.again:
        yield row, on, masked, again, "twice", {"row": one.row}, *keys
