"""Where a levy may change: between two neighbouring cuts every day of work costs the same.

The cuts include those of the rates, of the rounding and of the components themselves, not of the base alone: a rate
that changes in the middle of a year would otherwise be missed.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from munera.engines.levies.model import ReadOn
from munera.engines.levies.rulebook import RuleBook
from munera.engines.levies.terms import Span

A_DAY = timedelta(days=1)
LONGEST_MONTH = timedelta(days=31)
OF_EVERY_LEVY = ("rounding_unit", "rounding_scope", "currency")


@dataclass(frozen=True, slots=True)
class Cuts:
    """The days of work, and the first days of an engagement, from which a levy may differ from before.

    Each list begins with the first day of the calendar, so that every day lies behind a cut.
    """

    days: tuple[date, ...]
    starts: tuple[date, ...]


@lru_cache(maxsize=256)
def cuts(rulebook: RuleBook, kind: str) -> Cuts:
    """Where the levy of this kind may change."""
    rule = rulebook.kind(kind)
    days, starts = {date.min, rulebook.in_force_from}, {date.min}
    for component in rule.components:
        days.update(_ends(component))
    for key in (*rule.parameters_of_levy(), *OF_EVERY_LEVY):
        parameter = rulebook.parameters[key]
        changes = [day for dated in parameter.values for day in _ends(dated)]
        match parameter.read_on:
            case ReadOn.DAY:
                days.update(changes)
            case ReadOn.FIRST_OF_MONTH:
                days.update(_first_of_month_from(day) for day in changes)
            case ReadOn.BEGAN_ON:
                starts.update(changes)
    return Cuts(tuple(sorted(days)), tuple(sorted(starts)))


def latest(cut: tuple[date, ...], day: date) -> date:
    """The last cut that does not lie after ``day``."""
    return cut[bisect_right(cut, day) - 1]


def _first_of_month_from(day: date) -> date:
    """The first day of work that sees a change on ``day``, where values are read on the first of the month."""
    return day if day.day == 1 else (day.replace(day=1) + LONGEST_MONTH).replace(day=1)


def _ends(span: Span) -> Iterator[date]:
    yield span.starts
    if span.until is not None and span.until < date.max:
        yield span.until + A_DAY
