"""An explanation in plain English, for the command line."""

from collections.abc import Mapping, Sequence
from typing import Final

from munera.engines.psychometrics.explanation import (
    Basis,
    Chance,
    Clause,
    Decision,
    Explanation,
    Frequency,
    Lost,
    Needed,
    Reason,
    SkillLine,
    Statement,
    StudyStep,
    Withheld,
)

STATEMENTS: Final[Mapping[Statement, str]] = {
    Statement.SKILL_IS_WEAK: "whether {skill} is a weakness",
    Statement.WEAKEST: "which skill is the weakest",
    Statement.PASSERS: "how those who passed did in each skill",
    Statement.LOST_TO_PASSERS: "how many points those who passed have more",
    Statement.CHANCE: "how people with such a result did when they came again",
    Statement.NEEDED: "how much more would be enough",
}
REASONS: Final[Mapping[Reason, str]] = {
    Reason.TOO_UNSURE: "the total says more about it than its own questions do",
    Reason.TOO_EVEN: "the result is too even across the skills; work on the total",
    Reason.TOO_FEW_PEOPLE: "too few people passed for that to be told",
    Reason.TOO_FEW_QUESTIONS: "there are too few questions on it",
    Reason.OUT_OF_REACH: "it is more than one can foresee",
    Reason.NO_RETAKERS: "nothing was learned yet from people who came again",
}
# To somebody who has passed, these are nothing.
ABOUT_FAILING: Final = frozenset(Statement) - {Statement.PASSERS}


def told(explanation: Explanation, names: Mapping[str, str]) -> str:
    """Some lines about one candidate. ``names`` has the words for subjects and skills where the keys are none."""
    lines = [*_decision(explanation.decision, names), *_skills(explanation.skills, names)]
    if not explanation.decision.passed:
        lines += [*_lost(explanation.lost, names), *_plan(explanation.plan, names)]
    if explanation.weakest is not None:
        sure = _percent(explanation.weakest.probability)
        lines.append(f"  {_name(explanation.weakest.skill, names)} is the weakest skill, with {sure} probability.")
    if explanation.chance is not None:
        lines.append(f"  {_chance(explanation.chance)}")
    lines += [f"  {_needed(needed)}" for needed in explanation.needed]
    if explanation.achieved is not None:
        strengths = ", ".join(_name(skill, names) for skill in explanation.achieved.strengths)
        following = ", ".join(_name(skill, names) for skill in explanation.achieved.next)
        lines += [f"  Strengths: {strengths}."] if strengths else []
        lines.append(f"  Most is left to learn in: {following}.")
    lines += [
        f"  Not said: {_withheld(withheld, names)}."
        for withheld in explanation.withheld
        if not (explanation.decision.passed and withheld.statement in ABOUT_FAILING)
    ]
    if not explanation.sources.pass_rule_is_verified:
        lines.append(f"  Nobody has compared the pass rule {explanation.sources.pass_rule} with the law yet.")
    return "\n".join(lines) + "\n"


def _decision(decision: Decision, names: Mapping[str, str]) -> list[str]:
    points = f"{decision.points:g} of {decision.possible:g} points, {decision.required:g} are asked for"
    luck = f"give or take {decision.standard_error:.1f} by luck"
    deserved = f"without luck the result would be a pass with {_percent(decision.true_score_passes)} probability"
    return [
        f"{'Passed' if decision.passed else 'Not passed'}: {points}; {luck}; {deserved}.",
        *(f"  {_clause(clause, names)}" for clause in decision.unmet),
    ]


def _clause(clause: Clause, names: Mapping[str, str]) -> str:
    points = f"{clause.required - clause.got:g}"
    missing = "1 point was missing" if points == "1" else f"{points} points were missing"
    if not clause.subject:
        return f"In total {missing}."
    return f"In {_name(clause.subject, names)} {missing}: {clause.got:g} of at least {clause.required:g}."


def _skills(skills: Sequence[SkillLine], names: Mapping[str, str]) -> list[str]:
    lines = []
    for line in skills:
        band = f"{_percent(line.share.mean)} known, likely {_percent(line.share.low)} to {_percent(line.share.high)}"
        passers = ""
        if line.passers is not None:
            low, high = _percent(line.passers.low), _percent(line.passers.high)
            passers = f"; half of those who passed: {low} to {high}"
        lines.append(f"  {_name(line.skill, names)}: {line.got} of {line.possible} points; {band}{passers}.")
    return lines


def _lost(lost: Lost, names: Mapping[str, str]) -> list[str]:
    if lost.to_the_mark <= 0:
        return []
    parts = "; ".join(f"{_name(line.skill, names)} {line.to_the_mark / 10:.1f}" for line in lost.lines)
    return [f"  Where the missing {lost.to_the_mark / 10:g} points went: {parts}."]


def _plan(plan: Sequence[StudyStep], names: Mapping[str, str]) -> list[str]:
    lines = []
    for place, step in enumerate(plan, start=1):
        gain = f"{100 * step.gain:.1f} points of chance and {step.points:.1f} points in total"
        assumed = f"if {step.hours:g} hours lift the ability by {step.ability_gain:g} standard deviations"
        lines.append(f"  {place}. Study {_name(step.skill, names)}: {gain} more, {assumed}.")
    return lines


def _chance(chance: Chance) -> str:
    best, low, high = (_frequency(each) for each in (chance.in_words, chance.in_words_low, chance.in_words_high))
    if chance.basis is Basis.RETAKERS:
        band = f", likely {low} to {high}" if low != high else ""
        return f"The chance next time: about {best}{band}."
    band = f", from {low} to {high}" if low != high else ""
    return f"The chance with today's ability in another examination as hard: about {best}{band}."


def _needed(needed: Needed) -> str:
    points = f"about {needed.points:.1f} more points on average"
    return f"For a chance of {_percent(needed.chance)} it takes {points}."


def _withheld(withheld: Withheld, names: Mapping[str, str]) -> str:
    statement = STATEMENTS[withheld.statement].format(skill=_name(withheld.skill, names))
    return f"{statement}, since {REASONS[withheld.reason]}"


def _frequency(frequency: Frequency) -> str:
    return f"{frequency.count} in {frequency.of}"


def _percent(share: float) -> str:
    if share < 0.01:
        return "less than 1 %"
    if share > 0.99:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def _name(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key)
