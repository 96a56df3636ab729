"""Every read: ``classification`` for concepts and their words, ``evidence`` of what people can do, ``checks`` of it,
``matching`` for all of that as the engine that ranks wants it.
"""

from munera.kernel.skills.queries.checks import (
    Asked,
    asked_in_words,
    open_requests_to,
    organisations_that_check,
    requests_of,
    requests_to,
    skills_asked_about,
)
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
    "Asked",
    "Known",
    "Named",
    "asked_in_words",
    "declarations_of",
    "edition",
    "ended_in_words",
    "evidence_of",
    "has_verified",
    "in_words",
    "matching_claims",
    "matching_taxonomy",
    "named",
    "open_requests_to",
    "organisations_that_check",
    "people_with",
    "personal_records",
    "related",
    "requests_of",
    "requests_to",
    "search",
    "skill_by_uri",
    "skills_asked_about",
    "skills_of",
    "skills_of_people",
    "skills_to_choose",
    "standing_on",
]
