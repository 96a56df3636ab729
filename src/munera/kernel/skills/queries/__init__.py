"""Every read: ``classification`` for concepts and their words, ``evidence`` for what people can do,
``matching`` for both as the engine that ranks wants them.
"""

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
    ended_in_words,
    evidence_of,
    has_verified,
    in_words,
    people_with,
    personal_records,
    skills_of,
    skills_of_people,
    standing_on,
)
from munera.kernel.skills.queries.matching import matching_claims, matching_taxonomy

__all__ = [
    "ATTRIBUTION",
    "Known",
    "Named",
    "declarations_of",
    "edition",
    "ended_in_words",
    "evidence_of",
    "has_verified",
    "in_words",
    "matching_claims",
    "matching_taxonomy",
    "named",
    "people_with",
    "personal_records",
    "related",
    "search",
    "skill_by_uri",
    "skills_of",
    "skills_of_people",
    "skills_to_choose",
    "standing_on",
]
