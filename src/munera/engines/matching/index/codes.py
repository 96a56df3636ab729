"""A claim in one byte: level (3 bits), evidence (2), step of freshness (3).

The byte says what the claim is, not what it is worth: minimums and the policy's weights are looked up in tables, so
that they may change without the rows.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.model import LEVELS, Claim, Evidence, Policy, Requirement
from munera.engines.matching.scoring import CUBE, counts, freshness_step

CODES: Final = 256
NEVER: Final = 65_535
"""Days from now: a claim that does not change within a lifetime."""
BOUND: Final = CUBE // 250
"""Bounds are kept in a byte, in parts of 250, rounded up."""
VERIFIED_BIT, VALUE_SHIFT, MUST_BIT = 1, 1, 1 << 11
"""How the tables of a question pack what a claim is worth: verified or not, 0 to 1000, and whether it meets a must."""


def code_of(claim: Claim, policy: Policy, *, on: date) -> int:
    return claim.level << 5 | claim.evidence << 3 | freshness_step(claim, policy, on=on)


def days_until_change(claim: Claim, policy: Policy, *, on: date) -> int:
    """After how many days the claim has another code, or none."""
    days = NEVER
    if claim.valid_until is not None:
        days = (claim.valid_until - on).days + 1
    step = freshness_step(claim, policy, on=on) + 1
    if claim.since is not None and step < len(policy.freshness):
        days = min(days, (_birthday(claim.since, policy.freshness[step][0]) - on).days)
    return min(days, NEVER)


def packed(claims: tuple[Claim, ...], policy: Policy, *, on: date) -> tuple[list[tuple[str, int]], int]:
    """The skills that count on a day with their codes, and after how many days that must be done again."""
    standing = [claim for claim in claims if counts(claim, on=on)]
    found = {(claim.skill, code_of(claim, policy, on=on)) for claim in standing}
    return sorted(found), min((days_until_change(claim, policy, on=on) for claim in standing), default=NEVER)


def strengths(policy: Policy) -> NDArray[np.int64]:
    """What each code is worth on the skill itself, a thousand thrice over; 0 for what is no code."""
    table = np.zeros(CODES, np.int64)
    for level in LEVELS:
        for evidence in Evidence:
            for step, (_, fresh) in enumerate(policy.freshness):
                table[level << 5 | evidence << 3 | step] = policy.level[level] * policy.evidence[evidence] * fresh
    return table


def bounds(policy: Policy) -> NDArray[np.uint8]:
    """For each code what it can be worth at most, in parts of 250."""
    return (-(-strengths(policy) // BOUND)).astype(np.uint8)


def worth(requirement: Requirement, similarity: int, *, is_must: bool, strong: NDArray[np.int64]) -> NDArray[np.uint16]:
    """What each code counts for, packed; 0 for claims below the minimums of the requirement."""
    code = np.arange(CODES)
    level, evidence = code >> 5, code >> 3 & 3
    reaches = (level >= requirement.minimum_level) & (evidence >= requirement.minimum_evidence)
    value = np.where(reaches, similarity * strong // CUBE, 0)
    table = value << VALUE_SHIFT | np.where(evidence == Evidence.VERIFIED, VERIFIED_BIT, 0)
    table |= MUST_BIT if is_must else 0
    return np.where(value > 0, table, 0).astype(np.uint16)


def _birthday(since: date, years: int) -> date:
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        # 29 February, in a year that has none.
        return since.replace(year=since.year + years, day=28) + timedelta(days=1)
