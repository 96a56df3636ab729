"""What cards are sorted by, and the states of interests, matches and projects."""

from munera.services.evaluators.choices.cards import (
    Degree,
    DemandStatus,
    EvaluationKind,
    InstitutionStanding,
    Method,
    MinimumEvidence,
    Sphere,
    Theme,
)
from munera.services.evaluators.choices.meeting import (
    ConflictKind,
    Direction,
    InterestState,
    ProjectState,
    ReportReason,
)
from munera.services.evaluators.choices.offices import SeatState, Verdict
from munera.services.evaluators.choices.places import (
    ANYWHERE,
    REGION_OF,
    STATE_NAMES,
    Region,
    name_of_place,
    places_around,
    places_to_choose,
)

__all__ = [
    "ANYWHERE",
    "REGION_OF",
    "STATE_NAMES",
    "ConflictKind",
    "Degree",
    "DemandStatus",
    "Direction",
    "EvaluationKind",
    "InstitutionStanding",
    "InterestState",
    "Method",
    "MinimumEvidence",
    "ProjectState",
    "Region",
    "ReportReason",
    "SeatState",
    "Sphere",
    "Theme",
    "Verdict",
    "name_of_place",
    "places_around",
    "places_to_choose",
]
