"""What may be said to one candidate: the decision and its reasons, how sure that is, what to study, what the chance is.

Everything here is keys and numbers, no sentences: who shows it says it in the reader's language, as ``telling`` does in
English. A probability and a share run from 0 to 1, abilities are in standard deviations of the first group, and points
are those of the examination. Numbers are rounded, so that the same question has the same bytes as an answer.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RULES: Final = "2026-01"
"""The version of the rules by which things are said or withheld; it changes whenever one of them does."""


class Reason(StrEnum):
    """Why something is not said."""

    TOO_UNSURE = "too unsure"
    """The total tells more about this skill than its own questions do."""
    TOO_EVEN = "too even"
    """No skill is the weakest with more than the probability that is asked for."""
    TOO_FEW_PEOPLE = "too few people"
    """The number would tell about a few people."""
    TOO_FEW_QUESTIONS = "too few questions"
    """There are not enough questions to tell anything apart from the total."""
    OUT_OF_REACH = "out of reach"
    """Not even the greatest gain that was looked at is enough."""
    NO_RETAKERS = "no retakers"
    """Nothing was learned yet from people who came again."""


class Statement(StrEnum):
    """What can be withheld."""

    SKILL_IS_WEAK = "skill is weak"
    WEAKEST = "weakest"
    PASSERS = "passers"
    """How those who passed did in a skill."""
    LOST_TO_PASSERS = "lost to passers"
    CHANCE = "chance"
    """The chance at the next attempt, as learned from those who came again."""
    NEEDED = "needed"


class Basis(StrEnum):
    """What a chance rests on."""

    RETAKERS = "retakers"
    """How people with such a result did when they came again; low and high hold it with 80 %."""
    SAME_ABILITY = "same ability"
    """Another examination as hard as this one and an ability as today; low and high are the chances of the lower and
    the upper quarter of the abilities that fit these answers."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One thing that is not said, and why."""

    statement: Statement
    reason: Reason
    skill: str = ""
    """Empty where it is not about one skill."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """A chance in words: ``count`` in ``of``, as 1 in 5."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean of what is plausible, and the ends of the band that holds it with 80 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """What the middle half of a group reached."""

    low: float
    median: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of the rule, and what came of it."""

    subject: str
    """Empty for the condition on the total."""
    got: float
    required: float
    possible: float
    met: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision as the rule makes it, and what it would be were there no luck in it."""

    passed: bool
    points: float
    possible: float
    required: float
    margin: float
    """Points above what is required in total; below 0, what was missing."""
    standard_error: float
    """Of measurement, of the total."""
    true_score_passes: float
    """The probability that the score without luck meets every condition."""
    clauses: tuple[Clause, ...]
    """The one on the total first, then the subjects in the order of the examination."""

    @property
    def unmet(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.met)


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill."""

    skill: str
    got: int
    possible: int
    ability: Interval
    share: Interval
    """The same, as the share of the points in this skill's questions that such an ability reaches on average."""
    passers: Band | None
    """What those who passed reached, as such a share."""
    below_passers: float | None
    """The probability that the ability is below the median of those who passed."""
    own_questions: float
    """How much of what makes people differ in this skill its own questions tell (PRMSE of the sub-score)."""
    total: float
    """How much of that the total tells (PRMSE of the total)."""
    may_be_called_weak: bool
    """Whether its own questions tell more than the total; else only the total may be spoken of."""


@dataclass(frozen=True, slots=True)
class LostPoints:
    """What one skill has to do with the points that were missing. In tenths of a point, below 0 where there is more
    than the comparison has; the tenths of all skills add up exactly to those of ``Lost``."""

    skill: str
    to_the_mark: int
    """Compared with those who reach the required total exactly."""
    to_passers: int | None
    """Compared with those who have the median total of those who passed."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Where the lost points went."""

    to_the_mark: int
    """Tenths of a point from the own total to the required one."""
    to_passers: int | None
    """Tenths of a point from the own total to the median of those who passed."""
    lines: tuple[LostPoints, ...]
    """The greatest loss first."""


@dataclass(frozen=True, slots=True)
class WeakestClaim:
    """The one skill that may be called the weakest."""

    skill: str
    probability: float


@dataclass(frozen=True, slots=True)
class StudyStep:
    """What it would bring to study one skill. Steps are in the order of the chance that an hour brings; where no step
    alone brings one, of the points."""

    skill: str
    hours: float
    """Assumed."""
    ability_gain: float
    """Assumed: by how much those hours lift the ability."""
    gain: float
    """By how much the chance to pass would rise."""
    points: float
    """What it would bring on average in total."""
    gain_per_hour: float
    best: float
    """The probability that these hours bring more here than in any other skill."""
    stays_first: bool
    """Whether it is the best also where hours lift half as much, and half as much again, as assumed."""


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance to pass at the next attempt."""

    basis: Basis
    best: float
    low: float
    high: float
    in_words: Frequency
    in_words_low: Frequency
    in_words_high: Frequency
    years: float | None
    """Until the next attempt, where the chance depends on it."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The smallest gain, alike in all skills, that lifts the chance to ``chance``."""

    chance: float
    ability_gain: float
    points: float
    """What such a gain brings on average in total."""


@dataclass(frozen=True, slots=True)
class Achieved:
    """For those who passed."""

    strengths: tuple[str, ...]
    """Skills that are above the median of those who passed with more than the probability that is asked for."""
    next: tuple[str, ...]
    """Skills with the most points left, the most first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What it was all reckoned from, so that it can be reckoned again."""

    rules: str
    """``RULES``."""
    pass_rule: str
    """Key and version."""
    pass_rule_is_verified: bool
    """Whether somebody compared the pass rule with the law."""
    calibration: str
    """Digest of the parameters."""
    grounds: str
    """Digest of what was learned from everybody who sat: how skills go together, and how those who passed did."""
    retake: str
    """Digest of what was learned from those who came again; empty where nothing was."""
    assumptions: str
    """Digest of what was assumed about studying."""
    digest: str
    """Of all of these and of the answers."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer to "why", and to "what next"; it needs nothing beside it to be understood."""

    decision: Decision
    skills: tuple[SkillLine, ...]
    """In the order of the examination."""
    lost: Lost
    weakest: WeakestClaim | None
    plan: tuple[StudyStep, ...]
    """The best first."""
    chance: Chance | None
    needed: tuple[Needed, ...]
    achieved: Achieved | None
    withheld: tuple[Withheld, ...]
    sources: Sources
