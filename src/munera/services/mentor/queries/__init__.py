"""Every read of this room.

``blueprints`` what is examined · ``faults`` what is wrong with a file, in words · ``records`` what is held about a
person
"""

from munera.kernel.skills.queries import (
    skill_by_uri as skill_at,
)
from munera.services.mentor.queries.advice import (
    Plan,
    PlannedTopic,
    plan_of,
)
from munera.services.mentor.queries.blueprints import (
    BlueprintTree,
    SubjectTree,
    TopicTree,
    achievements_of,
    blueprints_run_by,
    editions_of,
    examinations_of,
    examinations_run_by,
    latest_edition,
    offices_of,
    questions_run_by,
    rule_of_passing,
    rules_of_passing,
    sittings_of,
    subjects_run_by,
    topics_by_key,
    topics_run_by,
    tree_of,
    units,
    units_by_code,
)
from munera.services.mentor.queries.catalogue import (
    Course,
    Opening,
    courses_beyond,
    courses_for,
    openings_for,
)
from munera.services.mentor.queries.claims import (
    attempt_proved,
    digest_of_number,
    plain_number,
    proof_of,
    sittings_to_claim,
)
from munera.services.mentor.queries.faults import (
    sentence_of_file,
)
from munera.services.mentor.queries.packing import audit_digest, open_attempt, seal_attempt
from munera.services.mentor.queries.records import (
    personal_records,
)
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
    told_of,
)

__all__ = [
    "BlueprintTree",
    "Course",
    "Opening",
    "OwnReport",
    "Plan",
    "PlannedTopic",
    "SubjectTree",
    "Told",
    "TopicTree",
    "achievements_of",
    "attempt_proved",
    "attempts_of",
    "audit_digest",
    "batch_reference",
    "batch_row",
    "blueprints_run_by",
    "courses_beyond",
    "courses_for",
    "credential_of",
    "digest_of_number",
    "earlier_attempts",
    "editions_of",
    "examinations_of",
    "examinations_run_by",
    "exported",
    "latest_edition",
    "offices_of",
    "open_attempt",
    "open_explanation",
    "openings_for",
    "opt_in_of",
    "personal_records",
    "plain_number",
    "plan_of",
    "proof_of",
    "questions_run_by",
    "report_of",
    "rule_of_passing",
    "rules_of_passing",
    "seal_attempt",
    "seal_explanation",
    "sentence_of_file",
    "sittings_of",
    "sittings_to_claim",
    "skill_at",
    "subjects_run_by",
    "told_of",
    "topics_by_key",
    "topics_run_by",
    "tree_of",
    "units",
    "units_by_code",
]
