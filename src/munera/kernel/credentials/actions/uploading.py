"""A file of awards: received and kept sealed, worked off in steps that commit with their part of the report."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.actions.awarding import Named, NotFound, find_holder
from munera.kernel.credentials.actions.issuing import Award, issue_credentials, open_batch
from munera.kernel.credentials.actions.reading import Line, lines_of
from munera.kernel.credentials.choices import RowOutcome, UploadState
from munera.kernel.credentials.models import Achievement, Credential, Upload, UploadRow
from munera.kernel.inserting import insert_rows
from munera.kernel.jobs.actions import Progress, start_job
from munera.kernel.people.models import Person
from munera.kernel.people.queries import mask
from munera.kernel.sealing import seal_bytes, unseal_bytes
from munera.kernel.tables import Unreadable

# So many rows commit together with their answers.
AT_ONCE: Final = 200
COLUMNS: Final = ("upload_id", "number", "masked", "outcome")


@transaction.atomic
def receive_upload(
    achievement: Achievement, *, content: bytes, name: str, kind: str, reference: str, by: Person
) -> Upload:
    """Keep the file and start working it off. ``kind`` says which numbers it holds.

    The same file for the same achievement belongs to the batch that it opened, whatever reference is given now: so it
    issues nothing twice.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = achievement.uploads.filter(sha256=digest).exclude(state=UploadState.REFUSED).select_related("batch").first()
    batch = known.batch if known else open_batch(achievement, reference=reference, by=by)
    upload = Upload.objects.create(
        achievement=achievement,
        batch=batch,
        name=name[:100],
        size=len(content),
        sha256=digest,
        sealed=seal_bytes(content),
    )
    details = {"sha256": digest, "bytes": upload.size, "batch": batch.pk}
    organisation = achievement.issuer.organisation
    record_audit("credentials.upload.received", upload, by=by, on_behalf_of=organisation, details=details)
    arguments = {"upload": upload.pk, "kind": kind, "by": by.pk}
    upload.work = start_job("credentials.work-off-upload", by=by, arguments=arguments, title=_("Issuing from a file"))
    upload.save(update_fields=["work"])
    return upload


def work_off_upload(upload: Upload, *, kind: str, by: Person, progress: Progress) -> None:
    """Issue what the file asks for. Begun again after a crash, it goes on with the rows that have no answer yet."""
    if upload.has_ended:
        return
    try:
        lines = lines_of(unseal_bytes(bytes(upload.sealed)))
    except Unreadable as unreadable:
        _end(upload, UploadState.REFUSED, by=by, fault=unreadable.fault)
        return
    answered = set(upload.rows.values_list("number", flat=True))
    waiting = [line for line in lines if line.at not in answered]
    done = len(lines) - len(waiting)
    progress.report(done, of=len(lines))
    for some in _in_parts(waiting):
        done += len(some)
        with transaction.atomic():
            # First of all: an attempt that was overtaken stops here.
            progress.report(done, of=len(lines))
            _answer(upload, some, kind=kind, by=by)
    _end(upload, UploadState.DONE, by=by)


def _in_parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), AT_ONCE):
        yield lines[start : start + AT_ONCE]


def _answer(upload: Upload, lines: Sequence[Line], *, kind: str, by: Person) -> None:
    """Issue for these rows and write what became of each, in the caller's transaction."""
    outcomes: dict[int, RowOutcome] = {}
    awards: dict[str, Award] = {}
    rows_of: dict[str, int] = {}
    for line in lines:
        try:
            award = _award(line, kind=kind, by=by)
        except NotFound as not_found:
            outcomes[line.at] = not_found.outcome
            continue
        if award.row in awards:
            outcomes[line.at] = RowOutcome.KNOWN
            continue
        awards[award.row], rows_of[award.row] = award, line.at
    known = set(Credential.objects.filter(batch=upload.batch, row__in=list(awards)).values_list("row", flat=True))
    fresh = [award for row, award in awards.items() if row not in known]
    issue_credentials(fresh, batch=upload.batch, by=by)
    outcomes |= {at: RowOutcome.KNOWN if row in known else RowOutcome.ISSUED for row, at in rows_of.items()}
    insert_rows(UploadRow, COLUMNS, ((upload.pk, line.at, _masked(line), outcomes[line.at].value) for line in lines))


def _award(line: Line, *, kind: str, by: Person) -> Award:
    """One person of a batch is one row of it, in whichever file and line they stand."""
    now = timezone.now()
    until = datetime.combine(line.until, time(23, 59, 59), UTC) if line.until else None
    if line.is_bad_day or (until is not None and until <= now):
        raise NotFound(RowOutcome.BAD_DAY)
    holder = find_holder(Named(kind, line.number, line.email, line.name), by=by)
    return Award(holder, row=f"person-{holder.pk}", valid_until=until, results=_results(line.result))


def _results(result: str) -> list[dict[str, Any]]:
    return [{"type": ["Result"], "value": result}] if result else []


def _masked(line: Line) -> str:
    """Enough to find the line in one's own file."""
    if line.number:
        return mask(line.number)[:60]
    name, at, host = line.email.partition("@")
    return f"{name[:2]}…{at}{host}"[:60] if at else ""


@transaction.atomic
def _end(upload: Upload, state: UploadState, *, by: Person, fault: str = "") -> None:
    """From here on only the digest of the file is kept. The update is the guard: of two at once, one ends it."""
    standing = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVED)
    if not standing.update(state=state, sealed=b"", ended_at=timezone.now(), fault=fault):
        return
    organisation = upload.achievement.issuer.organisation
    details = {"sha256": upload.sha256}
    if state == UploadState.REFUSED:
        record_audit("credentials.upload.refused", upload, by=by, on_behalf_of=organisation, details=details)
    else:
        record_audit("credentials.upload.done", upload, by=by, on_behalf_of=organisation, details=details)
