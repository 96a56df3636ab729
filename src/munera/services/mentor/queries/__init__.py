"""Every read of this room.

``blueprints`` what is examined · ``faults`` what is wrong with a file, in words · ``records`` what is held about a
person
"""

from munera.kernel.skills.queries import skill_by_uri as skill_at
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
from munera.services.mentor.queries.faults import sentence_of_file
from munera.services.mentor.queries.records import personal_records

__all__ = [
    "BlueprintTree",
    "SubjectTree",
    "TopicTree",
    "achievements_of",
    "blueprints_run_by",
    "editions_of",
    "examinations_of",
    "examinations_run_by",
    "latest_edition",
    "offices_of",
    "personal_records",
    "questions_run_by",
    "rule_of_passing",
    "rules_of_passing",
    "sentence_of_file",
    "sittings_of",
    "skill_at",
    "subjects_run_by",
    "topics_by_key",
    "topics_run_by",
    "tree_of",
    "units",
    "units_by_code",
]
