"""Every read of this room."""

from munera.services.mentor.queries.advice import Plan, PlannedTopic, plan_of
from munera.services.mentor.queries.catalogue import Course, Opening, courses_beyond, courses_for, openings_for
from munera.services.mentor.queries.claims import (
    attempt_proved,
    digest_audited,
    digest_of_number,
    plain_number,
    proof_of,
    sittings_to_claim,
)
from munera.services.mentor.queries.records import personal_records
from munera.services.mentor.queries.reports import (
    OwnReport,
    Told,
    attempts_of,
    batch_reference,
    batch_row,
    credential_of,
    earlier_attempts,
    exported,
    open_explanation,
    opt_in_of,
    report_of,
    seal_explanation,
    skill_key,
    told_of,
)

__all__ = [
    "Course",
    "Opening",
    "OwnReport",
    "Plan",
    "PlannedTopic",
    "Told",
    "attempt_proved",
    "attempts_of",
    "batch_reference",
    "batch_row",
    "courses_beyond",
    "courses_for",
    "credential_of",
    "digest_audited",
    "digest_of_number",
    "earlier_attempts",
    "exported",
    "open_explanation",
    "openings_for",
    "opt_in_of",
    "personal_records",
    "plain_number",
    "plan_of",
    "proof_of",
    "report_of",
    "seal_explanation",
    "sittings_to_claim",
    "skill_key",
    "told_of",
]
