"""Why somebody ranks where they do, requirement by requirement, and the smallest thing that would change it.

Everything here is data, keys and numbers: who shows it says it in the reader's language, as ``telling`` in English.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

from munera.engines.matching.model import (
    LEVELS,
    WHOLE,
    Claim,
    Demand,
    Evidence,
    Person,
    Policy,
    Requirement,
    Satisfaction,
)
from munera.engines.matching.scoring import (
    TIE_RULE,
    Answer,
    Asked,
    Score,
    asked,
    counts,
    freshness_step,
    score,
    value_of,
)
from munera.engines.matching.taxonomy import Kinship, Taxonomy

MOST_CHANGES: Final = 3


class ChangeKind(IntEnum):
    """What a person can do, the least first."""

    RENEW = 1
    """Show again what they can do already."""
    VERIFY = 2
    """Have it confirmed by a credential."""
    DEEPEN = 3
    """Reach a higher level."""
    ADD = 4
    """Have a skill that they do not have."""


class Line(NamedTuple):
    """One requirement and what it found."""

    requirement: Requirement
    satisfaction: Satisfaction
    skill: str
    """The person's skill that counts; empty where nothing does."""
    similarity: int
    """How near it is, in parts of a thousand."""
    kinship: Kinship | None
    level: int
    evidence: Evidence | None
    source: str
    reference: str
    valid_until: date | None
    tenths: int
    """Tenths of a point gained, rounded down."""
    tenths_possible: int
    fails: bool
    """Whether this alone keeps the person from being ranked."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule and whether it is kept."""

    fact: str
    any_of: tuple[str, ...]
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would lift the points, and to where."""

    kind: ChangeKind
    skill: str
    level: int
    evidence: Evidence
    points: int
    """What the points would be then."""
    gain: int
    """By how much the total would rise, in the units of the score."""
    opens: bool
    """Whether it alone would let somebody be ranked who is not."""
    overtakes: bool
    """Whether it alone would take them past the one ahead."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer to "why"; it needs nothing beside it to be understood."""

    person: str
    demand: str
    on: date
    points: int
    total: int
    possible: int
    verified_share: int
    is_ranked: bool
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    changes: tuple[Change, ...]
    """What would lift the points; first what would open the door or overtake, then by gain."""
    tie_rule: str
    policy: str
    taxonomy: str
    taxonomy_digest: str


def explain(
    person: Person,
    demand: Demand | Asked,
    taxonomy: Taxonomy,
    policy: Policy,
    *,
    on: date,
    ahead: Score | None = None,
) -> Explanation:
    """``ahead`` is the score of whoever is one place further up, for those who ask what it takes to pass them."""
    question = demand if isinstance(demand, Asked) else asked(demand, taxonomy)
    found = score(person, question, taxonomy, policy, on=on)
    total, verified = found.total, found.verified
    return Explanation(
        person=person.key,
        demand=question.demand.key,
        on=on,
        points=100 * total // found.possible,
        total=total,
        possible=found.possible,
        verified_share=WHOLE * verified // total if total else 0,
        is_ranked=found.is_ranked,
        lines=tuple(_line(answer, found.possible) for answer in found.answers),
        rules=tuple(
            Rule(rule.fact, tuple(sorted(rule.any_of)), rule.fact not in found.failed_filters)
            for rule in question.demand.filters
        ),
        changes=tuple(_changes(person, question, found, policy, on=on, ahead=ahead)),
        tie_rule=TIE_RULE,
        policy=policy.version,
        taxonomy=taxonomy.version,
        taxonomy_digest=taxonomy.digest,
    )


def _line(answer: Answer, possible: int) -> Line:
    claim, requirement = answer.claim, answer.requirement
    return Line(
        requirement=requirement,
        satisfaction=answer.satisfaction,
        skill=claim.skill if claim else "",
        similarity=answer.similarity,
        kinship=answer.kinship,
        level=claim.level if claim else 0,
        evidence=claim.evidence if claim else None,
        source=claim.source if claim else "",
        reference=claim.reference if claim else "",
        valid_until=claim.valid_until if claim else None,
        tenths=1000 * answer.total // possible,
        tenths_possible=1000 * WHOLE * requirement.weight // possible,
        fails=answer.fails,
    )


# --- what would change it -------------------------------------------------------------------------------------------


class Thought(NamedTuple):
    """A claim that might be, and what level, evidence and freshness would make of it."""

    kind: ChangeKind
    skill: str
    level: int
    evidence: Evidence
    strong: int


def _changes(
    person: Person, question: Asked, found: Score, policy: Policy, *, on: date, ahead: Score | None
) -> list[Change]:
    """The best change for each skill and kind. A new claim is never worse for any requirement than what was there,
    so the best of old and new is exact without scoring the person again."""
    total, is_ranked = found.total, found.is_ranked
    mark = ahead.total if ahead is not None and is_ranked else None
    failing, is_shut = set(found.failed_requirements), not is_ranked and not found.failed_filters
    best: dict[tuple[ChangeKind, str], tuple[bool, bool, int, Thought]] = {}
    for thought in _thinkable(person, question, found, policy, on=on):
        gain = _gained(thought, question, found)
        opens = is_shut and total + gain > 0 and failing <= _met(thought, question)
        known = best.get((thought.kind, thought.skill))
        if (gain or opens) and (known is None or -known[2] < gain):
            stays_behind = mark is None or total + gain <= mark
            best[thought.kind, thought.skill] = (not opens, stays_behind, -gain, thought)
    return [
        Change(
            thought.kind,
            thought.skill,
            thought.level,
            thought.evidence,
            points=100 * (total - loss) // found.possible,
            gain=-loss,
            opens=not shut,
            overtakes=not behind,
        )
        for shut, behind, loss, thought in sorted(best.values())[:MOST_CHANGES]
    ]


def _gained(thought: Thought, question: Asked, found: Score) -> int:
    """By how much the total would rise."""
    gain = 0
    for place, requirement, similarity, _, _ in question.terms.get(thought.skill, ()):
        if thought.level >= requirement.minimum_level and thought.evidence >= requirement.minimum_evidence:
            more = value_of(similarity, thought.strong) - found.answers[place].value
            if more > 0:
                gain += requirement.weight * more
    return gain


def _met(thought: Thought, question: Asked) -> set[int]:
    """The places of the requirements that such a claim meets."""
    return {
        term.place
        for term in question.terms.get(thought.skill, ())
        if term.meets_must
        and thought.level >= term.requirement.minimum_level
        and thought.evidence >= term.requirement.minimum_evidence
        and value_of(term.similarity, thought.strong)
    }


def _thinkable(person: Person, question: Asked, found: Score, policy: Policy, *, on: date) -> list[Thought]:
    """Every single thing that might lift one requirement."""
    levels = {requirement.minimum_level for requirement in question.demand.requirements}
    thoughts: list[Thought] = []
    held = set()
    for claim in person.claims:
        stands = counts(claim, on=on)
        if stands:
            held.add(claim.skill)
        if claim.skill in question.terms:
            thoughts += _better(claim, levels, policy, on=on, stands=stands)
    for answer in found.answers:
        thoughts += [
            thought
            for skill in answer.requirement.skills
            if skill not in held and (thought := _added(skill, answer, policy))
        ]
    return thoughts


def _better(claim: Claim, levels: set[int], policy: Policy, *, on: date, stands: bool) -> list[Thought]:
    step = freshness_step(claim, policy, on=on)
    skill, level, evidence = claim.skill, claim.level, claim.evidence
    thoughts = []
    if not stands or step:
        thoughts.append(Thought(ChangeKind.RENEW, skill, level, evidence, _strong(level, evidence, policy)))
    if not stands:
        return thoughts
    if evidence < Evidence.VERIFIED:
        sure = Evidence.VERIFIED
        thoughts.append(Thought(ChangeKind.VERIFY, skill, level, sure, _strong(level, sure, policy, step=step)))
    for more in {level + 1, *levels}:
        if level < more <= LEVELS[-1]:
            strong = _strong(more, evidence, policy, step=step)
            thoughts.append(Thought(ChangeKind.DEEPEN, skill, more, evidence, strong))
    return thoughts


def _added(skill: str, answer: Answer, policy: Policy) -> Thought | None:
    """The least that would count for more: the evidence as low as it may be, then the level."""
    requirement = answer.requirement
    for evidence in Evidence:
        if evidence < requirement.minimum_evidence:
            continue
        for level in LEVELS[max(1, requirement.minimum_level) :]:
            strong = _strong(level, evidence, policy)
            if value_of(WHOLE, strong) > answer.value:
                return Thought(ChangeKind.ADD, skill, level, evidence, strong)
    return None


def _strong(level: int, evidence: Evidence, policy: Policy, *, step: int = 0) -> int:
    return policy.level[level] * policy.evidence[evidence] * policy.freshness[step][1]
