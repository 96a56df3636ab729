"""Every write: ``evidence`` of what people can do; ``importing`` and ``reading`` bring in a classification."""

from munera.kernel.skills.actions.evidence import (
    check_skill,
    declare_skill,
    record_evidence,
    void_evidence,
    withdraw_skill,
)
from munera.kernel.skills.actions.importing import import_classification, import_labels, import_starter
from munera.kernel.skills.actions.proving import Proven, record_proven_skills
from munera.kernel.skills.actions.reading import NotAClassification

__all__ = [
    "NotAClassification",
    "Proven",
    "check_skill",
    "declare_skill",
    "import_classification",
    "import_labels",
    "import_starter",
    "record_evidence",
    "record_proven_skills",
    "void_evidence",
    "withdraw_skill",
]
