"""Which skills the items need, and whether answers to them can tell the skills apart at all."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.diagnosis.model import Rule, combinations_of, profiles_of
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Item

MOST_SKILLS: Final = 10
LEAST_ITEMS: Final = 3


def skills_of(items: Sequence[Item]) -> tuple[str, ...]:
    """All skills, in the order in which items name them; what no answers can tell is refused."""
    skills = tuple(dict.fromkeys(skill for item in items for skill in item.skills))
    for item in items:
        if not item.skills:
            raise NotIdentified(f"{item.key} needs no skill; name those it needs, or leave it out.")
        if item.categories != 2:
            raise NotIdentified(
                f"{item.key} has {item.categories} categories; skills are told by right and wrong answers alone."
            )
    if len(skills) > MOST_SKILLS:
        raise NotIdentified(f"There are {len(skills)} skills; at most {MOST_SKILLS} are told apart at once.")
    alike: dict[tuple[str, ...], str] = {}
    for skill in skills:
        needed_by = tuple(item.key for item in items if skill in item.skills)
        if needed_by in alike:
            raise NotIdentified(
                f"{alike[needed_by]} and {skill} are needed by the same items, so no answer tells them apart; "
                "make them one skill, or add an item that needs one of them alone."
            )
        alike[needed_by] = skill
    return skills


def doubts_about(items: Sequence[Item]) -> tuple[str, ...]:
    """What keeps profiles from being told apart, in sentences; nothing where all of it is there.

    A skill wants an item of its own, and two items more; and without the items of its own, no two skills may be needed
    by the same ones: the necessary and sufficient conditions of Y. Gu and G. Xu (Psychometrika 84, 2019) for DINA.
    """
    skills = skills_of(items)
    doubts = []
    alone = {item.skills[0] for item in items if len(item.skills) == 1}
    for skill in skills:
        if skill not in alone:
            doubts.append(f"No item needs {skill} alone, so some profiles with and without it look the same.")
        needed_by = sum(skill in item.skills for item in items)
        if needed_by < LEAST_ITEMS:
            some = "only one item needs" if needed_by == 1 else f"only {needed_by} items need"
            doubts.append(f"For {skill}, {some} it; {LEAST_ITEMS} are wanted to tell guessing from knowing.")
    return (*doubts, *_alike_without_their_own(items, skills))


def _alike_without_their_own(items: Sequence[Item], skills: Sequence[str]) -> list[str]:
    spent: set[str] = set()
    others = []
    for item in items:
        if len(item.skills) == 1 and item.skills[0] not in spent:
            spent.add(item.skills[0])
        else:
            others.append(item)
    seen: dict[tuple[str, ...], str] = {}
    doubts = []
    for skill in skills:
        needed_by = tuple(item.key for item in others if skill in item.skills)
        if needed_by in seen:
            doubts.append(
                f"But for one item of their own, {seen[needed_by]} and {skill} are needed by the same items; "
                "add an item that needs one of them with a third."
            )
        seen.setdefault(needed_by, skill)
    return doubts


def combination_of_profile(items: Sequence[Item], skills: Sequence[str], rule: Rule) -> NDArray[np.int64]:
    """Which of an item's combinations each profile has: shape (items, profiles)."""
    profiles = profiles_of(len(skills))
    found = np.empty((len(items), len(profiles)), np.int64)
    for row, item in enumerate(items):
        has = profiles[:, [skills.index(skill) for skill in item.skills]]
        if rule is Rule.ALL:
            found[row] = has.all(axis=1)
        elif rule is Rule.ANY:
            found[row] = has.any(axis=1)
        else:
            number = {combination: at for at, combination in enumerate(combinations_of(item, rule))}
            sets = (frozenset(np.array(item.skills, object)[each]) for each in has)
            found[row] = [number[each] for each in sets]
    return found
