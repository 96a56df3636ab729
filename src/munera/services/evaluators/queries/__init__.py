"""Every read: who manages what, decks with their reasons, answers, matches.

``bodies`` profiles and demands · ``conflicts`` who must not evaluate whom · ``matching`` what cards are worth to each
other · ``fairness`` the order of a deck · ``decks`` · ``reasons`` in words · ``meeting`` answers and matches ·
``records`` what is held about a person
"""

from munera.services.evaluators.queries.bodies import (
    bodies_of,
    demands,
    demands_managed_by,
    demands_of,
    experiences_of,
    institutions_of,
    offices_of,
    open_demands,
    open_profiles,
    profile_of,
    profiles,
)
from munera.services.evaluators.queries.conflicts import (
    conflicts_of,
    without_conflict_for_demand,
    without_conflict_for_profile,
)
from munera.services.evaluators.queries.decks import (
    DemandCard,
    ProfileCard,
    deck_of_demand,
    deck_of_profile,
    demands_for,
    profiles_for,
)
from munera.services.evaluators.queries.matching import (
    engine_demand,
    engine_people,
    scores_for_demand,
    scores_for_profile,
    taxonomy,
)
from munera.services.evaluators.queries.meeting import (
    Contact,
    answers_given_by,
    answers_of_demand,
    answers_of_profile,
    contact_of,
    expired_interests,
    feedback_seen_by,
    matches_of,
    pending_interests,
    project_of,
    projects_of,
    side_of,
    sides_spoken,
)
from munera.services.evaluators.queries.reasons import Reason, reasons_of
from munera.services.evaluators.queries.records import personal_records

__all__ = [
    "Contact",
    "DemandCard",
    "ProfileCard",
    "Reason",
    "answers_given_by",
    "answers_of_demand",
    "answers_of_profile",
    "bodies_of",
    "conflicts_of",
    "contact_of",
    "deck_of_demand",
    "deck_of_profile",
    "demands",
    "demands_for",
    "demands_managed_by",
    "demands_of",
    "engine_demand",
    "engine_people",
    "experiences_of",
    "expired_interests",
    "feedback_seen_by",
    "institutions_of",
    "matches_of",
    "offices_of",
    "open_demands",
    "open_profiles",
    "pending_interests",
    "personal_records",
    "profile_of",
    "profiles",
    "profiles_for",
    "project_of",
    "projects_of",
    "reasons_of",
    "scores_for_demand",
    "scores_for_profile",
    "side_of",
    "sides_spoken",
    "taxonomy",
    "without_conflict_for_demand",
    "without_conflict_for_profile",
]
