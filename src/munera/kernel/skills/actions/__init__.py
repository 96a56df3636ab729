"""Every write: ``evidence`` of what people can do; ``importing`` and ``reading`` bring in a classification."""

from munera.kernel.skills.actions.evidence import (
    check_skill,
    declare_skill,
    record_evidence,
    void_evidence,
    withdraw_skill,
)

__all__ = ["check_skill", "declare_skill", "record_evidence", "void_evidence", "withdraw_skill"]
