"""Reckon a levy: exact rationals, rounded once per line, each line saying what it used and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import prod

from munera.engines.levies.model import (
    Assessment,
    Engagement,
    Line,
    Month,
    Rounding,
    RoundingScope,
    Used,
    WorkerMonth,
)
from munera.engines.levies.rounding import exact_sum, round_half_up
from munera.engines.levies.rulebook import BaseRule, RuleBook


def assess(engagement: Engagement, rulebook: RuleBook, *, on: date) -> Assessment:
    """The levy for one worker's day. Raises ``NotAnswerable`` where the rules have no answer for that day."""
    kind = rulebook.kind(engagement.kind)
    rules = rulebook.on(on)
    factors = tuple(rules.number(key) for key in kind.base.product)
    base = prod((Fraction(factor.value) for factor in factors), start=Fraction(1)) / kind.base.divided_by
    rounding = rules.rounding()
    lines = []
    for component in kind.components:
        rate = rules.number(component.rate)
        exact = base * Fraction(rate.value) / 100
        lines.append(
            Line(
                component=component.id,
                base=base,
                rate=rate.value,
                amount=round_half_up(exact, unit=rounding.unit),
                because=f"{component.names['en']}: {rate.value} % of {_base_in_words(kind.base, factors)}",
                used=(*factors, rate),
            )
        )
    return Assessment(on, engagement.kind, rulebook.currency, tuple(lines), rounding, rulebook.file, rulebook.version)


def assess_month(days: Mapping[str, Sequence[Assessment]]) -> Month:
    """What is owed for a month, from the assessed days of each worker.

    Each day is summed in the scope that held on it: by its rounded lines, or exactly and rounded once per worker.
    A month in which the scope changes is two sums, each by its own law.
    """
    return Month(tuple(_worker_month(worker, assessed) for worker, assessed in days.items()))


def _worker_month(worker: str, assessed: Sequence[Assessment]) -> WorkerMonth:
    rounded: dict[str, list[Decimal]] = {}
    exact: dict[tuple[str, Rounding], Fraction] = {}
    for day in assessed:
        for line in day.lines:
            amounts = rounded.setdefault(line.component, [])
            if day.rounding.scope is RoundingScope.DAY:
                amounts.append(line.amount)
            else:
                key = line.component, day.rounding
                exact[key] = exact.get(key, Fraction(0)) + line.exact
    for (component, rounding), amount in exact.items():
        rounded[component].append(round_half_up(amount, unit=rounding.unit))
    return WorkerMonth(
        worker, len(assessed), tuple((component, exact_sum(amounts)) for component, amounts in rounded.items())
    )


def _base_in_words(base: BaseRule, factors: tuple[Used, ...]) -> str:
    product = " × ".join(str(factor.value) for factor in factors)
    return f"{product} / {base.divided_by} ({base.sources['en']})"
