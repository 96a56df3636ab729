"""The audit of fairness: who passed by group, and which questions groups do not find alike.

The only place where groups and attempts are joined.

Only what may be told is kept: a group that is too small is not there, nor what would give it away.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.bias import MantelHaenszel, mantel_haenszel
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.responses import Responses
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


def compared(curved: Gathered, groups: Groups) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By question and trait: each group that is large enough, compared with the largest among people of one ability."""
    binary = np.array([at for at, item in enumerate(curved.items) if item.categories == 2], np.int64)
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for trait, column in groups.items():
        people = {str(group): int((column == group).sum()) for group in np.unique(column) if group}
        large = sorted((group for group, count in people.items() if count >= FEWEST_COMPARED), key=lambda g: -people[g])
        for group in large[1:]:
            for each in _compared(curved, binary, column, reference=large[0], group=group):
                row = {
                    "group": group,
                    "reference": large[0],
                    "delta": round(each.delta, 3),
                    "error": round(each.standard_error, 3),
                    "class": each.bias.value,
                }
                found.setdefault(each.key, {}).setdefault(trait.value, []).append(row)
    return found


def _compared(
    curved: Gathered, binary: NDArray[np.int64], column: NDArray[np.str_], *, reference: str, group: str
) -> tuple[MantelHaenszel, ...]:
    """Nothing where some question cannot be compared at all: the others would be matched by it."""
    rows = np.flatnonzero((column == reference) | (column == group))
    items = [curved.items[at] for at in binary]
    responses = Responses.of(curved.table[np.ix_(rows, binary)], items, groups=column[rows].tolist())
    try:
        return mantel_haenszel(responses, reference, group, purified=True)
    except NotIdentified:
        return ()


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
        told.append(
            {"group": group, "people": share.people, "telling": share.telling.value, "share": _rounded(share.share)}
        )
    if hidden:
        told.append({"group": "", "people": None, "telling": Telling.WITHHELD.value, "share": None})
    return told


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
