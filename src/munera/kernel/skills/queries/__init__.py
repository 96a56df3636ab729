"""Every read: ``classification`` for concepts and their words, ``evidence`` for what people can do."""

from munera.kernel.skills.queries.classification import (
    ATTRIBUTION,
    Named,
    edition,
    named,
    related,
    search,
    skill_by_uri,
    skills_to_choose,
)
from munera.kernel.skills.queries.evidence import (
    Known,
    declarations_of,
    evidence_of,
    has_verified,
    people_with,
    personal_records,
    skills_of,
    standing_on,
)

__all__ = [
    "ATTRIBUTION",
    "Known",
    "Named",
    "declarations_of",
    "edition",
    "evidence_of",
    "has_verified",
    "named",
    "people_with",
    "personal_records",
    "related",
    "search",
    "skill_by_uri",
    "skills_of",
    "skills_to_choose",
    "standing_on",
]
