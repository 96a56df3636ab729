"""Write what candidates answered: sealed, marked, and with what the audit needs kept apart."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from munera.kernel.inserting import insert_rows
from munera.services.mentor import queries
from munera.services.mentor.actions.answers import Candidate
from munera.services.mentor.choices import AttemptStatus
from munera.services.mentor.models import Attempt, AuditedGroups, Form, Recognition, Sitting
from munera.services.mentor.queries.marking import Marker, Marks

ATTEMPT: Final = (
    "sitting_id",
    "form_id",
    "sealed",
    "digest",
    "proof_kind",
    "proof",
    "status",
    "subject_points",
    "total",
    "passed",
)


def take_in(form: Form, marker: Marker, candidates: Sequence[tuple[str, Candidate]]) -> None:
    """Each with the digest of the number; none of them is here yet. Within a transaction of the caller."""
    sitting = form.sitting
    came = [candidate for _digest, candidate in candidates if candidate.status is AttemptStatus.COUNTED]
    marks = dict(zip((each.number for each in came), _rows_of(_marks(came, marker)), strict=True))
    insert_rows(
        Attempt,
        ATTEMPT,
        (
            (
                sitting.pk,
                form.pk,
                queries.seal_attempt(candidate.number, candidate.answers),
                digest,
                candidate.proof_kind or "",
                _proof(sitting, candidate),
                candidate.status,
                *marks.get(candidate.number, ([], None, None)),
            )
            for digest, candidate in candidates
        ),
    )
    _keep_recognitions(sitting, candidates)
    AuditedGroups.objects.bulk_create(
        (_groups(sitting, candidate) for _digest, candidate in candidates if candidate.is_audited),
        ignore_conflicts=True,
    )


def _marks(came: Sequence[Candidate], marker: Marker) -> Marks:
    answers = np.array([each.answers for each in came], np.uint8).reshape(len(came), len(marker.questions))
    return marker.mark(answers)


def _rows_of(marks: Marks) -> Iterator[tuple[list[int], float, bool | None]]:
    passed: Sequence[bool | None] = marks.passed or [None] * len(marks.totals)
    return zip(marks.subject_points, marks.totals, passed, strict=True)


def _proof(sitting: Sitting, candidate: Candidate) -> str:
    if candidate.proof_kind is None or candidate.known is None:
        return ""
    return queries.proof_of(sitting, candidate.number, candidate.proof_kind, candidate.known)


def _keep_recognitions(sitting: Sitting, candidates: Sequence[tuple[str, Candidate]]) -> None:
    """By what the body knows those who sat again when they sit another time."""
    known = {
        digest: candidate.national
        for digest, candidate in candidates
        if candidate.national and candidate.status is AttemptStatus.COUNTED
    }
    attempts = queries.known_attempts(sitting, list(known)) if known else {}
    body = sitting.examination.body_id
    insert_rows(
        Recognition,
        ("attempt_id", "digest"),
        ((attempt.pk, queries.digest_to_recognise(body, known[digest])) for digest, attempt in attempts.items()),
    )


def _groups(sitting: Sitting, candidate: Candidate) -> AuditedGroups:
    gender, age_band, region = candidate.groups
    digest = queries.digest_audited(sitting, candidate.number)
    return AuditedGroups(sitting=sitting, digest=digest, gender=gender, age_band=age_band, region=region)
