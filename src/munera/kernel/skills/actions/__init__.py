"""Every write: ``evidence`` of skills, ``asking`` for a check; ``importing`` and ``reading`` of a classification."""

from munera.kernel.skills.actions.asking import ask_for_check, confirm_check, decline_check, take_back_request
from munera.kernel.skills.actions.evidence import (
    check_skill,
    declare_skill,
    record_evidence,
    void_evidence,
    withdraw_skill,
)
from munera.kernel.skills.actions.importing import import_classification, import_labels, import_starter
from munera.kernel.skills.actions.nearness import import_nearness
from munera.kernel.skills.actions.proving import Proven, record_proven_skills
from munera.kernel.skills.actions.reading import NotAClassification

__all__ = [
    "NotAClassification",
    "Proven",
    "ask_for_check",
    "check_skill",
    "confirm_check",
    "declare_skill",
    "decline_check",
    "import_classification",
    "import_labels",
    "import_nearness",
    "import_starter",
    "record_evidence",
    "record_proven_skills",
    "take_back_request",
    "void_evidence",
    "withdraw_skill",
]
