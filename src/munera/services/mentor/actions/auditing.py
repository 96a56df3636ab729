"""The audit of fairness: who passed, by group. The only place where groups and attempts are joined.

Only what may be told is kept: a group that is too small is not there, nor what would give it away.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.suppression import FEWEST, Telling, share_of, withheld
from munera.services.mentor import queries
from munera.services.mentor.actions.gathering import Gathered
from munera.services.mentor.choices import AuditedTrait
from munera.services.mentor.models import AuditedGroups, Sitting

# A group of fewer is not compared question by question: chance alone would make differences.
FEWEST_COMPARED: Final = 200

Groups = Mapping[AuditedTrait, NDArray[np.str_]]


def groups_of(sitting: Sitting, everything: Gathered) -> Groups:
    """By trait, the group of each candidate in their order; empty where it is not known."""
    known = {
        digest: groups
        for digest, *groups in AuditedGroups.objects.filter(sitting=sitting).values_list(
            "digest", *(trait.value for trait in AuditedTrait)
        )
    }
    if not known:
        return {}
    nothing = [""] * len(AuditedTrait)
    rows = [known.get(queries.digest_audited(sitting, number), nothing) for number in everything.numbers]
    columns = np.array(rows, np.str_).reshape(len(rows), len(AuditedTrait)).T
    return {trait: column for trait, column in zip(AuditedTrait, columns, strict=True) if (column != "").any()}


def pass_rates(groups: Groups, passed: Sequence[bool | None]) -> dict[str, list[dict[str, Any]]]:
    """By trait, group by group: how many sat, and which share passed, as far as both may be told."""
    verdicts = np.array([verdict is True for verdict in passed])
    if all(verdict is None for verdict in passed):
        return {}
    return {trait.value: _rates(column, verdicts) for trait, column in groups.items()}


def _rates(column: NDArray[np.str_], verdicts: NDArray[np.bool_]) -> list[dict[str, Any]]:
    people = {str(group): int((column == group).sum()) for group in np.unique(column) if group}
    hidden = withheld(people)
    told = []
    for group, count in sorted(people.items(), key=lambda each: (-each[1], each[0])):
        if group in hidden or count < FEWEST:
            continue
        share = share_of(int(verdicts[column == group].sum()), count)
        told.append({"group": group, "people": share.people, "telling": share.telling.value, "share": share.share})
    if hidden:
        told.append({"group": "", "people": None, "telling": Telling.WITHHELD.value, "share": None})
    return told
