"""What the rules say about a person on a day: whether they may work, and what the employer should know.

The conditions are data. A fact that nobody stated is never held against anybody.

>>> from datetime import date
>>> from munera.engines.levies.reading import rulebook
>>> [(found.id, found.effect.value) for found in findings(rulebook("rs"), Facts(age=14), on=date(2026, 7, 1))]
[('too_young', 'refuse')]
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from munera.engines.levies.model import Used
from munera.engines.levies.rulebook import RuleBook, RulesOfDay
from munera.engines.levies.terms import Comparison, Condition, Effect, FindingRule

# The parameter, in months, over which working time is averaged.
AVERAGED_OVER: Final = "months_of_average_week"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a person and the work; None where it was not stated. Money is net, in the day's currency."""

    age: int | None = None
    is_foreigner: bool = False
    has_consent: bool = False
    has_medical_finding: bool = False
    is_unpaid_family: bool = False
    hours: Decimal | None = None
    average_week_hours: Decimal | None = None
    pay_per_hour: Decimal | None = None
    pay_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; ``sentences`` by language have their values filled in and end with the source."""

    id: str
    effect: Effect
    sentences: Mapping[str, str]
    verified: bool


def findings(rulebook: RuleBook, facts: Facts, *, on: date) -> tuple[Finding, ...]:
    """What the rules of a day find, in the order of the file.

    Raises ``ValueMissing`` where a fact must be held against a value that the law did not give on that day.
    """
    rules = rulebook.on(on)
    found = (_finding(rule, facts, rules) for rule in rulebook.findings if rule.holds_on(on))
    return tuple(finding for finding in found if finding)


def averaging_span(rulebook: RuleBook, *, on: date) -> tuple[date, date] | None:
    """The days, up to ``on``, over which the hours of a week are averaged; None where the rules average nothing.

    >>> from munera.engines.levies.reading import rulebook
    >>> averaging_span(rulebook("rs"), on=date(2026, 6, 30))
    (datetime.date(2026, 3, 1), datetime.date(2026, 6, 30))
    """
    if AVERAGED_OVER not in rulebook.parameters:
        return None
    months = on.year * 12 + on.month - 1 - int(rulebook.on(on).number(AVERAGED_OVER).value)
    year, month = divmod(months, 12)
    day = min(on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=1), on


def _finding(rule: FindingRule, facts: Facts, rules: RulesOfDay) -> Finding | None:
    limits: dict[str, Used] = {}
    for condition in rule.when:
        fact = getattr(facts, condition.fact)
        if fact is None:
            return None
        if isinstance(condition.against, str):
            limits[condition.against] = rules.number(condition.against)
        if not _holds(condition, fact, limits):
            return None
    stated = {condition.fact: getattr(facts, condition.fact) for condition in rule.when}
    values = stated | {key: used.value for key, used in limits.items()}
    return Finding(
        rule.id,
        rule.effect,
        {language: _said(rule, language, values, limits, rules) for language in rule.sentences},
        rule.verified and all(used.verified for used in limits.values()),
    )


def _holds(condition: Condition, fact: bool | Decimal, limits: Mapping[str, Used]) -> bool:
    against = condition.against
    if isinstance(against, str):
        against = limits[against].value
    match condition.comparison:
        case Comparison.IS:
            return fact == against
        case Comparison.BELOW:
            return fact < against
        case Comparison.ABOVE:
            return fact > against
        case Comparison.AT_LEAST:
            return fact >= against
        case Comparison.AT_MOST:
            return fact <= against


def _said(
    rule: FindingRule,
    language: str,
    values: Mapping[str, Decimal | int],
    limits: Mapping[str, Used],
    rules: RulesOfDay,
) -> str:
    sentence, mark = rule.sentences[language], rules.book.decimal_marks.get(language, ".")
    filled = {key: str(value).replace(".", mark) for key, value in values.items()}
    cited = (rule.sources, *(rules.sources(key) for key in limits if f"{{{key}}}" in sentence))
    sources = dict.fromkeys(sources.get(language, sources["en"]) for sources in cited)
    return f"{sentence.removesuffix('.').format(**filled)} ({'; '.join(sources)})."
