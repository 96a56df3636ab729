"""What one person is worth for one demand, in whole numbers: the law that every index has to keep to the last unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from munera.engines.matching.model import WHOLE, Claim, Demand, Evidence, Person, Policy, Requirement, Satisfaction
from munera.engines.matching.taxonomy import Kinship, Neighbour, Taxonomy

CUBE: Final = WHOLE**3
TIE_RULE: Final = "total, verified, digest of salt and key"
"""Of two with as many points the one with more of them verified comes first, then lot by a published salt."""


class Term(NamedTuple):
    """One skill as it answers one requirement."""

    place: int
    """Of the requirement in its demand."""
    requirement: Requirement
    similarity: int
    kinship: Kinship
    meets_must: bool
    """Whether it is the skill itself or a narrower one."""


@dataclass(frozen=True)
class Asked:
    """A demand with all that answers it: for each requirement the skills that count, and how near each is."""

    demand: Demand
    answers: tuple[Mapping[str, Neighbour | None], ...]

    @cached_property
    def terms(self) -> Mapping[str, tuple[Term, ...]]:
        """The same by skill, for whoever looks at one person after the other."""
        found: dict[str, tuple[Term, ...]] = {}
        for place, (requirement, answers) in enumerate(zip(self.demand.requirements, self.answers, strict=True)):
            for skill, near in answers.items():
                similarity, kinship = (near.similarity, near.kinship) if near else (WHOLE, Kinship.SAME)
                meets = kinship in (Kinship.SAME, Kinship.NARROWER)
                found[skill] = (*found.get(skill, ()), Term(place, requirement, similarity, kinship, meets))
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What one requirement found in one person: the claim that counts most, if there is any."""

    requirement: Requirement
    claim: Claim | None = None
    similarity: int = 0
    kinship: Kinship | None = None
    value: int = 0
    """similarity × level × evidence × freshness, in parts of a thousand."""
    has_must: bool = False
    """Whether some claim has the skill itself or a narrower one."""

    @property
    def total(self) -> int:
        return self.requirement.weight * self.value

    @property
    def satisfaction(self) -> Satisfaction:
        match self.kinship:
            case None:
                return Satisfaction.MISSING
            case Kinship.SAME:
                return Satisfaction.MET
            case Kinship.NARROWER:
                return Satisfaction.NARROWER
            case _:
                return Satisfaction.ADJACENT

    @property
    def is_verified(self) -> bool:
        return self.claim is not None and self.claim.evidence is Evidence.VERIFIED

    @property
    def fails(self) -> bool:
        return self.requirement.must and not self.has_must


@dataclass(frozen=True, slots=True)
class Score:
    """One person before one demand."""

    answers: tuple[Answer, ...]
    failed_filters: tuple[str, ...]
    """The facts by which the person is ruled out."""
    possible: int

    @property
    def total(self) -> int:
        """What ranks; points are this on a scale that people read."""
        return sum(answer.total for answer in self.answers)

    @property
    def verified(self) -> int:
        """How much of the total stands on verified evidence; of two equal totals the more verified comes first."""
        return sum(answer.total for answer in self.answers if answer.is_verified)

    @property
    def points(self) -> int:
        """Of 100, rounded down: nobody is shown a full hundred for less."""
        return 100 * self.total // self.possible

    @property
    def verified_share(self) -> int:
        """Parts of a thousand of the total."""
        return WHOLE * self.verified // self.total if self.total else 0

    @property
    def failed_requirements(self) -> tuple[int, ...]:
        """The places of those that must be answered and are not."""
        return tuple(place for place, answer in enumerate(self.answers) if answer.fails)

    @property
    def is_ranked(self) -> bool:
        """Whether no hard rule is broken and anything at all was found."""
        return not self.failed_filters and not self.failed_requirements and self.total > 0


def asked(demand: Demand, taxonomy: Taxonomy) -> Asked:
    """A demand made ready, for whoever has many people to score."""
    return Asked(demand, tuple(taxonomy.answers(requirement.skills) for requirement in demand.requirements))


def score(person: Person, demand: Demand | Asked, taxonomy: Taxonomy, policy: Policy, *, on: date) -> Score:
    """Whole numbers only, and monotone: one more claim, or better evidence for one, never lowers anything."""
    question = demand if isinstance(demand, Asked) else asked(demand, taxonomy)
    demand = question.demand
    return Score(
        answers=_answers(person.claims, question, policy, on=on),
        failed_filters=tuple(
            rule.fact for rule in demand.filters if rule.any_of.isdisjoint(person.facts.get(rule.fact, ()))
        ),
        possible=demand.possible,
    )


Weighed = Mapping[str, list[tuple[int, Claim]]]
"""The claims of each skill with what level, evidence and freshness make of them, a thousand thrice over."""


def claims_by_skill(claims: Iterable[Claim], policy: Policy, *, on: date) -> Weighed:
    """The claims that count on a day, by skill."""
    found: dict[str, list[tuple[int, Claim]]] = {}
    for claim in claims:
        if counts(claim, on=on):
            found.setdefault(claim.skill, []).append((strength(claim, policy, on=on), claim))
    return found


def counts(claim: Claim, *, on: date) -> bool:
    return claim.valid_until is None or on <= claim.valid_until


def strength(claim: Claim, policy: Policy, *, on: date) -> int:
    """level × evidence × freshness; a thousand thrice over is the most."""
    fresh = policy.freshness[freshness_step(claim, policy, on=on)][1]
    return policy.level[claim.level] * policy.evidence[claim.evidence] * fresh


def freshness_step(claim: Claim, policy: Policy, *, on: date) -> int:
    """The place in the policy's table of freshness."""
    if claim.since is None or len(policy.freshness) == 1:
        return 0
    years = _full_years(claim.since, on)
    return max(place for place, (least, _) in enumerate(policy.freshness) if place == 0 or least <= years)


@lru_cache(maxsize=4096)
def _full_years(since: date, on: date) -> int:
    """Somebody's skill of 29 February is a year old on 1 March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def value_of(similarity: int, strength: int) -> int:
    """What a claim is worth for a requirement before its weight: rounded down once, from 0 to 1000."""
    return similarity * strength // CUBE


def reaches(claim: Claim, requirement: Requirement) -> bool:
    return claim.level >= requirement.minimum_level and claim.evidence >= requirement.minimum_evidence


def _answers(claims: Iterable[Claim], question: Asked, policy: Policy, *, on: date) -> tuple[Answer, ...]:
    """For each requirement the claim that counts most, and whether any claim meets a must."""
    requirements = question.demand.requirements
    best: list[tuple[int, bool, int]] = [(0, False, 0)] * len(requirements)
    found: list[tuple[Claim, Term] | None] = [None] * len(requirements)
    has_must = [False] * len(requirements)
    for claim in claims:
        terms = question.terms.get(claim.skill)
        if terms is None or not counts(claim, on=on):
            continue
        strong, is_verified = strength(claim, policy, on=on), claim.evidence is Evidence.VERIFIED
        for term in terms:
            place, value = term.place, value_of(term.similarity, strong)
            if not value or not reaches(claim, term.requirement):
                continue
            if term.requirement.must and term.meets_must:
                has_must[place] = True
            # Of claims worth the same the verified one counts, then the nearest.
            rank, known = (value, is_verified, term.similarity), found[place]
            if rank > best[place] or (known and rank == best[place] and _particulars(claim) > _particulars(known[0])):
                best[place], found[place] = rank, (claim, term)
    return tuple(
        Answer(requirement, known[0], known[1].similarity, known[1].kinship, best[place][0], has_must[place])
        if (known := found[place])
        else Answer(requirement)
        for place, requirement in enumerate(requirements)
    )


def _particulars(claim: Claim) -> tuple[str, int, int, int, int, str, str]:
    """What remains to tell claims apart, so that the same one is shown whatever order they came in."""
    until, since = claim.valid_until or date.max, claim.since or date.max
    return (
        claim.skill,
        claim.level,
        claim.evidence,
        until.toordinal(),
        since.toordinal(),
        claim.reference,
        claim.source,
    )
