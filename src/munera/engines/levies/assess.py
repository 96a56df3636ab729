"""Reckon a levy: exact rationals, rounded once per line, each line saying what it used and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import prod

from munera.engines.levies.errors import MixedCurrencies, NotAnswerable, NotBegun
from munera.engines.levies.model import (
    Assessment,
    Engagement,
    Line,
    Month,
    ReadOn,
    Rounding,
    RoundingScope,
    Used,
    WorkerMonth,
)
from munera.engines.levies.periods import cuts, latest
from munera.engines.levies.rounding import exact_sum, exact_times, round_half_up
from munera.engines.levies.rulebook import BaseRule, Component, Kind, RuleBook, RulesOfDay

READ_ON_IN_WORDS = {
    ReadOn.FIRST_OF_MONTH: "as on the first of the month",
    ReadOn.BEGAN_ON: "as on the first day of the engagement",
}
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a day costs, and how its amounts were rounded: the same for every day between two cuts."""

    lines: tuple[Line, ...]
    rounding: Rounding
    currency: str


def assess(engagement: Engagement, rulebook: RuleBook, *, on: date) -> Assessment:
    """The levy for one worker's day. Raises ``NotAnswerable`` where the rules have no answer for that day."""
    changes, began_on = cuts(rulebook, engagement.kind), engagement.began_on or on
    if began_on > on:
        reason = f"an engagement that begins on {began_on} has no {on}"
        raise NotBegun(rulebook.file, f"kinds.{engagement.kind}", reason)
    behind = latest(changes.days, on), latest(changes.starts, began_on)
    try:
        reckoned = reckoned_behind(rulebook, engagement.kind, *behind)
    except NotAnswerable:  # refused once more, now naming the day that was asked for
        reckoned = reckon(rulebook.kind(engagement.kind), rulebook.on(on, began_on=began_on))
    return Assessment(
        on,
        engagement.kind,
        reckoned.currency,
        reckoned.lines,
        reckoned.rounding,
        rulebook.file,
        rulebook.version,
    )


def take_back(assessment: Assessment) -> Assessment:
    """The same day, counted the other way: with it, a corrected month owes as if the day had never been."""
    return replace(assessment, times=-assessment.times)


def credited(engagement: Engagement, rulebook: RuleBook, *, on: date) -> tuple[Line, ...]:
    """What the day counts for the worker, such as a base for the pension; reckoned like a levy, owed by nobody."""
    kind, rules = rulebook.kind(engagement.kind), rulebook.on(on, began_on=engagement.began_on)
    return _lines(kind.base, kind.credits, rules, unit=rules.rounding().unit)


def assess_month(days: Mapping[str, Sequence[Assessment]]) -> Month:
    """What one employer owes for a month, from the assessed days of each worker.

    Each day is summed in the scope that held on it: by its rounded lines, or exactly and rounded once per worker, or
    once for the employer. A month in which the scope changes is two sums, each by its own law.
    """
    currencies = {day.currency for assessed in days.values() for day in assessed}
    if len(currencies) > 1:
        raise MixedCurrencies(currencies)
    return Month(
        tuple(_worker_month(worker, assessed) for worker, assessed in days.items()),
        _employer_rounding(days.values()),
        next(iter(currencies), None),
    )


def reckon(kind: Kind, rules: RulesOfDay) -> Reckoned:
    """What one day of a kind costs by the rules as they stood."""
    rounding = rules.rounding()
    return Reckoned(_lines(kind.base, kind.components, rules, unit=rounding.unit), rounding, rules.currency())


@lru_cache(maxsize=4096)
def reckoned_behind(rulebook: RuleBook, kind: str, day: date, began_on: date) -> Reckoned:
    """What every day behind these cuts costs, up to the next ones."""
    return reckon(rulebook.kind(kind), rulebook.on(day, began_on=began_on))


def _lines(base: BaseRule, components: Iterable[Component], rules: RulesOfDay, *, unit: Decimal) -> tuple[Line, ...]:
    in_force = [component for component in components if component.holds_on(rules.day)]
    return tuple(
        _fixed_line(component, component.amount, rules, unit=unit)
        if component.amount
        else _line_of_base(component, base, rules, unit=unit)
        for component in in_force
    )


def _line_of_base(component: Component, rule: BaseRule, rules: RulesOfDay, *, unit: Decimal) -> Line:
    factors = tuple(rules.number(key) for key in rule.product)
    base = prod((Fraction(factor.value) for factor in factors), start=Fraction(1)) / rule.divided_by
    rounded_to = tuple(rules.number(key) for key in (rule.rounded_to,) if key)
    for to in rounded_to:
        base = Fraction(round_half_up(base, unit=to.value))
    rates = tuple(rules.number(key) for key in component.rates)
    rate = exact_sum(rate.value for rate in rates)
    why = f"{component.names['en']}: {rate} % of {_base_in_words(rule, factors)}{_read_on_in_words((*factors, *rates))}"
    used = (*factors, *rounded_to, *rates)
    return Line(component.id, base, rate, round_half_up(base * Fraction(rate) / 100, unit=unit), why, used)


def _fixed_line(component: Component, key: str, rules: RulesOfDay, *, unit: Decimal) -> Line:
    amount = rules.number(key)
    why = f"{component.names['en']}: {amount.value}, fixed ({amount.source}){_read_on_in_words((amount,))}"
    base = Fraction(amount.value)
    return Line(component.id, base, WHOLE, round_half_up(base, unit=unit), why, (amount,))


def _base_in_words(base: BaseRule, factors: tuple[Used, ...]) -> str:
    product = " × ".join(str(factor.value) for factor in factors)
    divided = f" / {base.divided_by}" if base.divided_by != 1 else ""
    return f"{product}{divided} ({base.sources['en']})"


def _read_on_in_words(used: Iterable[Used]) -> str:
    elsewhere = [f"{value.value} {READ_ON_IN_WORDS[value.read_on]}" for value in used if value.read_on != ReadOn.DAY]
    return "".join(f"; {words}" for words in elsewhere)


def _worker_month(worker: str, assessed: Sequence[Assessment]) -> WorkerMonth:
    amounts: dict[str, list[Decimal]] = {}
    for day in assessed:
        for line in day.lines:
            mine = amounts.setdefault(line.component, [])
            if day.rounding.scope is RoundingScope.DAY:
                mine.append(exact_times(line.amount, day.times))
    for (component, rounding), exact in _exact_sums(assessed).items():
        amounts[component].append(round_half_up(exact, unit=rounding.unit))
    return WorkerMonth(
        worker,
        sum(day.times for day in assessed),
        tuple((component, exact_sum(parts)) for component, parts in amounts.items()),
    )


def _employer_rounding(workers: Iterable[Sequence[Assessment]]) -> tuple[tuple[str, Decimal], ...]:
    """What is owed for all together, rounded once, less what the rows of the workers say."""
    together: dict[tuple[str, Rounding], Fraction] = {}
    in_rows: dict[tuple[str, Rounding], list[Decimal]] = {}
    for assessed in workers:
        for key, exact in _exact_sums(assessed).items():
            if key[1].scope is RoundingScope.EMPLOYER_MONTH:
                together[key] = together.get(key, Fraction(0)) + exact
                in_rows.setdefault(key, []).append(round_half_up(-exact, unit=key[1].unit))
    differences: dict[str, list[Decimal]] = {}
    for (component, rounding), exact in together.items():
        parts = differences.setdefault(component, [])
        parts += [round_half_up(exact, unit=rounding.unit), *in_rows[component, rounding]]
    return tuple((component, exact_sum(parts)) for component, parts in differences.items())


def _exact_sums(assessed: Iterable[Assessment]) -> dict[tuple[str, Rounding], Fraction]:
    """The exact sums of one worker's days that are not rounded by day, by component and by how they are rounded."""
    exact: dict[tuple[str, Rounding], Fraction] = {}
    for day in assessed:
        if day.rounding.scope is not RoundingScope.DAY:
            for line in day.lines:
                key = line.component, day.rounding
                exact[key] = exact.get(key, Fraction(0)) + line.exact * day.times
    return exact
